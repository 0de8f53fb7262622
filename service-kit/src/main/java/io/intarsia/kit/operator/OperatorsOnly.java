package io.intarsia.kit.operator;

import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody but an operator to a method whose path, as it stands in the code, begins with {@code operator}. Quarkus has looked at the path of the request already; but a path can be written in more ways than one,
 * and what looked at it has read it differently from what leads to the method before (CVE-2026-39852, CVE-2026-50559). And a cookie that Quarkus accepts may be of a login that has ended.
 */
@Singleton
class OperatorsOnly {
    private final Map<Method, Boolean> forOperators = new ConcurrentHashMap<>();
    private final Logins logins;

    OperatorsOnly(Logins logins) {
        this.logins = logins;
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    @Nullable
    Response check(ContainerRequestContext request, ResourceInfo asked) {
        boolean mayPass = !forOperators.computeIfAbsent(asked.getResourceMethod(), method -> isForOperators(asked))
                || logins.areGood(request.getSecurityContext().getUserPrincipal());
        return mayPass
                ? null
                : Response.status(401)
                        .entity(Map.of("status", 401, "detail", "This is for operators"))
                        .type("application/problem+json")
                        .build();
    }

    private static boolean isForOperators(ResourceInfo asked) {
        String path = written(asked.getResourceClass().getAnnotation(Path.class)) + "/"
                + written(asked.getResourceMethod().getAnnotation(Path.class));
        return path.replaceAll("/{2,}", "/").matches("/?operator(/.*)?");
    }

    private static String written(@Nullable Path path) {
        return path == null ? "" : path.value();
    }
}
