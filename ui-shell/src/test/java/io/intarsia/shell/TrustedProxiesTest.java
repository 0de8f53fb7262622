package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of("10.0.0.7", "192.168.0.0/16", "2001:db8:1::/48");

    @Test
    void nobody_is_believed_who_was_not_named() {
        assertThat(TrustedProxies.of().clientOf("10.0.0.7", List.of("203.0.113.5")))
                .isEqualTo("10.0.0.7");
        assertThat(proxies.clientOf("10.0.0.8", List.of("203.0.113.5"))).isEqualTo("10.0.0.8");
    }

    @Test
    void a_proxy_that_was_named_says_who_asks() {
        assertThat(proxies.clientOf("10.0.0.7", List.of("203.0.113.5"))).isEqualTo("203.0.113.5");
        assertThat(proxies.clientOf("192.168.200.1", List.of("2001:db8:2::1"))).isEqualTo("2001:db8:2::1");
        assertThat(proxies.clientOf("2001:db8:1::1", List.of("203.0.113.5"))).isEqualTo("203.0.113.5");
        assertThat(proxies.clientOf("10.0.0.7", List.of())).isEqualTo("10.0.0.7");
    }

    @Test
    void what_the_client_has_written_before_that_is_not_believed() {
        assertThat(proxies.clientOf("10.0.0.7", List.of("198.51.100.1, 203.0.113.5")))
                .isEqualTo("203.0.113.5");
        assertThat(proxies.clientOf("10.0.0.7", List.of("198.51.100.1", "10.0.0.7", "203.0.113.5")))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void a_network_ends_where_it_was_said_to_end() {
        TrustedProxies some = TrustedProxies.of("10.1.128.0/17", "2001:db8::/33", "0.0.0.0/32");
        assertThat(some.clientOf("10.1.128.0", List.of("203.0.113.5"))).isEqualTo("203.0.113.5");
        assertThat(some.clientOf("10.1.127.255", List.of("203.0.113.5"))).isEqualTo("10.1.127.255");
        assertThat(some.clientOf("2001:db8:7fff::1", List.of("203.0.113.5"))).isEqualTo("203.0.113.5");
        assertThat(some.clientOf("2001:db8:8000::1", List.of("203.0.113.5"))).isEqualTo("2001:db8:8000::1");
        assertThat(some.clientOf("::ffff:10.1.128.1", List.of("203.0.113.5"))).isEqualTo("203.0.113.5");
        assertThat(some.clientOf("::", List.of("203.0.113.5"))).isEqualTo("::");
    }

    @Test
    void several_proxies_in_a_row_are_passed_over() {
        assertThat(proxies.clientOf("10.0.0.7", List.of("198.51.100.1, 203.0.113.5, 192.168.1.1")))
                .isEqualTo("203.0.113.5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "203.0.113.5:4711", "shop.example", "<script>", "1.2.3.4.5"})
    void what_is_no_address_is_not_handed_on(String said) {
        assertThat(proxies.clientOf("10.0.0.7", List.of(said))).isEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/x", "", "10.0.0.0/8/8"})
    void what_is_no_network_stops_the_start_and_says_so(String written) {
        assertThatThrownBy(() -> TrustedProxies.of(written)).hasMessageContaining("intarsia.shell.trusted-proxies");
    }
}
