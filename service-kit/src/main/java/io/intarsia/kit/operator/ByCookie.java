package io.intarsia.kit.operator;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Who comes with a cookie that one of the services has made. Whether it is still good is asked where it counts: {@link OperatorsOnly}. */
@Singleton
class ByCookie implements IdentityProvider<TrustedAuthenticationRequest> {
    /** Not refused: a shopper's requests in the same browser come with it, too. */
    private static final SecurityIdentity NOBODY = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal(""))
            .setAnonymous(true)
            .build();

    @Override
    public Class<TrustedAuthenticationRequest> getRequestType() {
        return TrustedAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TrustedAuthenticationRequest cookie, AuthenticationRequestContext context) {
        Login login = Login.read(cookie.getPrincipal());
        return Uni.createFrom().item(login == null ? NOBODY : Logins.identity(login));
    }
}
