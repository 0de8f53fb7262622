package io.intarsia.kit.correlation;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request whose path has a {@code {correlationId}} through only with a proof. Anything else gets the
 * 404 of something that does not exist, so that nobody can ask which IDs there are.
 */
@Singleton
class ProofFilter {
    private static final Logger LOG = Logger.getLogger(ProofFilter.class);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final String service;
    private final Map<String, Instant> goodUntil = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    });

    ProofFilter(Clock clock, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.clock = clock;
        this.service = service;
    }

    @ServerRequestFilter
    void check(ContainerRequestContext request) {
        MDC.remove("correlationId");
        String written = request.getUriInfo().getPathParameters().getFirst("correlationId");
        if (written == null) {
            return;
        }
        CorrelationId id = read(written);
        check(request.getHeaderString(CorrelationProof.HEADER), id);
        String carriedFrom = request.getHeaderString("Carried-From");
        if (carriedFrom != null) {
            check(request.getHeaderString("Carried-From-Proof"), read(carriedFrom));
        }
        MDC.put("correlationId", id.toString());
    }

    private static CorrelationId read(String written) {
        try {
            return CorrelationId.fromString(written);
        } catch (IllegalArgumentException e) {
            throw new NotFoundException();
        }
    }

    private void check(@Nullable String proof, CorrelationId id) {
        if (proof == null) {
            throw new NotFoundException();
        }
        String remembered = id + " " + proof;
        Instant known = goodUntil.get(remembered);
        if (known != null && clock.instant().isBefore(known)) {
            return;
        }
        try {
            goodUntil.put(remembered, CorrelationProof.verify(proof, id, service, clock));
        } catch (ProofRefused refused) {
            LOG.debugf("Proof refused: %s", refused.getMessage());
            throw new NotFoundException();
        }
    }
}
