package io.intarsia.kit.operator;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Who has filled in the sign-in form. */
@Singleton
class ByPassword implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
    private final Operators operators;
    private final Logins logins;

    ByPassword(Operators operators, Logins logins) {
        this.operators = operators;
        this.logins = logins;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest typed, AuthenticationRequestContext context) {
        // A hash takes a tenth of a second, in which other requests want to be read.
        return context.runBlocking(() -> {
            if (!operators.accept(typed.getUsername(), typed.getPassword().getPassword())) {
                throw new AuthenticationFailedException();
            }
            return Logins.identity(logins.begin(typed.getUsername(), true));
        });
    }
}
