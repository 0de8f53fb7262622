# One file for every module. It builds nothing: run `mvn package -DskipTests` first, then `docker compose build`,
# or by hand `docker build --build-arg MODULE=delivery-service -t intarsia/delivery-service .`
# The shell answers elsewhere: `docker build --build-arg MODULE=ui-shell --build-arg HEALTHY=8080/q/health/ready -t intarsia/ui-shell .`

FROM eclipse-temurin:17-jre AS runtime
COPY deploy/healthy /usr/local/bin/healthy
RUN mkdir /data && chown 10001:10001 /data
WORKDIR /app
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 CMD ["bash", "/usr/local/bin/healthy"]

FROM runtime AS provider-simulator
COPY provider-simulator/target/provider-simulator-*.jar provider-simulator.jar
ENV HEALTHY=8090/health
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "provider-simulator.jar"]
CMD ["--host=0.0.0.0", "--port=8090", "--ledger=/data/ledger.ndjson"]

# The last stage is the one that is built unless another is named.
FROM runtime AS service
ARG MODULE
ARG HEALTHY=8080/${MODULE}/q/health/ready
COPY ${MODULE}/target/quarkus-app/ ./
ENV QUARKUS_HTTP_HOST=0.0.0.0 QUARKUS_HTTP_PORT=8080 HEALTHY=${HEALTHY}
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-jar", "quarkus-run.jar"]
