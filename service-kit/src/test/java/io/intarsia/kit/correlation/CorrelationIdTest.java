package io.intarsia.kit.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CorrelationIdTest {
    @RepeatedTest(50)
    void its_free_bits_are_the_first_122_bits_of_the_thumbprint() throws Exception {
        ECPublicKey key = newKey();
        String thumbprint = PublicJsonWebKey.Factory.newPublicJwk(key).calculateBase64urlEncodedThumbprint("SHA-256");
        String bits = leftPadded(new BigInteger(1, Base64.getUrlDecoder().decode(thumbprint)).toString(2), 256);

        CorrelationId id = CorrelationId.of(key);

        String idBits = leftPadded(new BigInteger(id.toString().replace("-", ""), 16).toString(2), 128);
        assertThat(idBits.substring(0, 48) + idBits.substring(52, 64) + idBits.substring(66))
                .isEqualTo(bits.substring(0, 122));
        assertThat(id.value().version()).isEqualTo(8);
        assertThat(id.value().variant()).isEqualTo(2);
    }

    @RepeatedTest(20)
    void it_is_read_back_as_it_is_written() throws Exception {
        CorrelationId id = CorrelationId.of(newKey());

        assertThat(CorrelationId.fromString(id.toString())).isEqualTo(id);
    }

    @Test
    void what_is_no_uuid_of_version_8_is_refused_without_being_repeated() {
        for (String other : new String[] {
            "",
            "x",
            "4f1c9a52-77d0-4c3e-9b1f-0a6d2e5b7c84",
            "4F1C9A52-77D0-8C3E-9B1F-0A6D2E5B7C84",
            "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84 "
        }) {
            assertThatThrownBy(() -> CorrelationId.fromString(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("UUID of version 8");
        }
    }

    @Test
    void its_short_form_is_its_beginning_in_capitals() {
        assertThat(CorrelationId.fromString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84")
                        .shortForm())
                .isEqualTo("4F1C9A52");
    }

    static ECPublicKey newKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return (ECPublicKey) generator.generateKeyPair().getPublic();
    }

    private static String leftPadded(String bits, int length) {
        return "0".repeat(length - bits.length()) + bits;
    }
}
