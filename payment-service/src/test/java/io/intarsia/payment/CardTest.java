package io.intarsia.payment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardTest {
    @ParameterizedTest
    @ValueSource(strings = {"01/40", "1/40", "1 / 40", "1-40", "0140", "01 40", "01 / 2040", "1/2040", "012040"})
    void however_an_expiry_date_is_written_the_provider_is_told_it_in_one_way(String written) {
        assertThat(new Card("Ada", "4242424242424242", written, "123").expiryForProvider())
                .isEqualTo("01/40");
    }
}
