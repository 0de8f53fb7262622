package io.intarsia.eventlog;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;

/** An OpenID Connect provider on this machine, at which anybody signs in under any name with any claims. */
public class Provider implements QuarkusTestResourceLifecycleManager {
    private final MockOAuth2Server server = new MockOAuth2Server(new OAuth2Config(true));

    @Override
    public Map<String, String> start() {
        server.start();
        return Map.of(
                "quarkus.oidc.tenant-enabled", "true",
                "quarkus.oidc.auth-server-url", server.issuerUrl("operators").toString(),
                "quarkus.oidc.client-id", "intarsia",
                "quarkus.oidc.credentials.secret", "secret-of-the-client-0123456789abcdef",
                "quarkus.oidc.roles.role-claim-path", "groups");
    }

    @Override
    public void stop() {
        server.shutdown();
    }
}
