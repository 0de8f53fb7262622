package io.intarsia.kit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class ClientTest {
    @Test
    void whoever_has_half_of_an_ipv6_address_is_one_client_however_it_is_written() {
        assertThat(Client.of("2001:db8:1:2::1"))
                .isEqualTo(Client.of("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isEqualTo(Client.of("2001:0DB8:0001:0002:0:0:0:7"))
                .isNotEqualTo(Client.of("2001:db8:1:3::1"));
        assertThat(Client.of("fe80::1%eth0")).isEqualTo(Client.of("fe80::2"));
    }

    @Test
    void an_ipv4_address_is_a_client_of_its_own_in_either_form() {
        assertThat(Client.of("192.0.2.1"))
                .isEqualTo(Client.of("::ffff:192.0.2.1"))
                .isNotEqualTo(Client.of("192.0.2.2"));
        assertThat(Client.of("::ffff:192.0.2.1")).isNotEqualTo(Client.of("::ffff:192.0.2.2"));
    }

    @Test
    void what_is_no_address_is_a_client_too() {
        assertThat(Client.at(SocketAddress.inetSocketAddress(80, "unknown")).key())
                .isEqualTo("unknown");
        assertThat(Client.at(SocketAddress.inetSocketAddress(80, "2001:db8::1")).key())
                .isEqualTo(Client.of("2001:db8::2").key());
    }
}
