package io.intarsia.eventlog;

import io.intarsia.kit.operator.Logins;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Where an operator signs in at an OpenID Connect provider. Quarkus leads there and back, and checks what the provider says; then the operator has the same cookie as after a password, which opens the other
 * services. So they need no provider, and no token of it is kept in the browser.
 */
@Singleton
@Path("")
class SignInElsewhere {
    private final Logins logins;
    private final SecurityIdentity identity;
    private final OidcSession session;
    private final String role;

    SignInElsewhere(
            Logins logins,
            SecurityIdentity identity,
            OidcSession session,
            @ConfigProperty(name = "event-log.operator-role", defaultValue = "operator") String role) {
        this.logins = logins;
        this.identity = identity;
        this.session = session;
        this.role = role;
    }

    @GET
    @Path("sign-in")
    public Uni<Response> signIn(RoutingContext request) {
        // Not by a login of ours, however the path led here: it would begin anew each time.
        boolean isOperator = identity.getPrincipal() instanceof JsonWebToken && identity.hasRole(role);
        if (isOperator) {
            logins.signIn(identity.getPrincipal().getName(), request);
        }
        return session.logout().replaceWith(() -> isOperator ? toThePage() : refused());
    }

    private static Response toThePage() {
        return Response.seeOther(URI.create("/event-log")).build();
    }

    private Response refused() {
        return Response.status(403)
                .entity("Whoever signs in here has the role " + role + " at the provider")
                .type("text/plain;charset=UTF-8")
                .build();
    }
}
