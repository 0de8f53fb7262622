package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shell behind a proxy that ends TLS: here, the test itself. */
@QuarkusTest
@WithTestResource(BehindProxyTest.NamedProxy.class)
class BehindProxyTest extends Town {
    public static class NamedProxy extends Neighbourhood {
        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.put("intarsia.shell.trusted-proxies", "127.0.0.1,::1");
            return settings;
        }
    }

    @Test
    void a_service_is_told_who_asks_the_proxy_and_how() throws Exception {
        SmallService acme = service("acme-service");
        acme.answer("/acme-service/echo", exchange -> SmallService.text(exchange, 200, "as it is"));
        listed(acme);

        get(
                "/acme-service/echo",
                Map.of(
                        "X-Forwarded-For", "198.51.100.1, 203.0.113.5",
                        "X-Forwarded-Proto", "https",
                        "X-Forwarded-Host", "evil.example"));

        var headers = acme.requests.get(0).headers();
        assertThat(headers.get("X-Forwarded-For")).containsExactly("203.0.113.5");
        assertThat(headers.get("X-Forwarded-Proto")).containsExactly("https");
        assertThat(headers.get("X-Forwarded-Host")).containsExactly(shell.getAuthority());
    }
}
