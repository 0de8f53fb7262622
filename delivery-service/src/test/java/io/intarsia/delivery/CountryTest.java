package io.intarsia.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CountryTest {
    @Test
    void at_least_ten_countries_are_delivered_to() {
        assertThat(Country.values()).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void a_country_is_called_as_its_reader_calls_it() {
        assertThat(Country.NL.displayName(Locale.ENGLISH)).isEqualTo("Netherlands");
        assertThat(Country.NL.displayName(Locale.GERMAN)).isEqualTo("Niederlande");
        assertThat(Country.NL.displayName(Locale.forLanguageTag("ar"))).isEqualTo("هولندا");
    }

    @ParameterizedTest
    @EnumSource(Country.class)
    void the_example_that_a_shopper_is_shown_is_right(Country country) {
        assertThat(country.postcode(country.example())).contains(country.example());
    }

    @ParameterizedTest
    @CsvSource({
        "NL, 1012ab, 1012 AB",
        "PL, 00001, 00-001",
        "SE, 11120, 111 20",
        "PT, 1000001, 1000-001",
        "LU, L-1009, 1009",
        "IE, d02af30, D02 AF30",
        "DE, ٠٤١٠٩, 04109"
    })
    void a_postcode_is_written_as_its_country_writes_it(Country country, String typed, String written) {
        assertThat(country.postcode(typed)).contains(written);
    }

    @ParameterizedTest
    @CsvSource({"DE, 1011", "DE, 1011X", "AT, 10115", "NL, 0012 AB", "ES, 99999", "FR, 75-001", "DE, ''"})
    void a_postcode_of_another_form_is_none(Country country, String typed) {
        assertThat(country.postcode(typed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DE, 10115 Berlin",
        "IT, 00118 Roma RM",
        "ES, 28013 Madrid | Madrid",
        "IE, Dublin | Co. Dublin | D02 AF30",
        "NL, 1012 AB Amsterdam"
    })
    void a_place_is_written_as_its_country_writes_it(Country country, String written) {
        String city = switch (country) {
            case IT -> "Roma";
            case ES -> "Madrid";
            case IE -> "Dublin";
            case NL -> "Amsterdam";
            default -> "Berlin";
        };
        String region = switch (country) {
            case IT -> "RM";
            case ES -> "Madrid";
            case IE -> "Co. Dublin";
            default -> "typed for another country";
        };

        assertThat(String.join(" | ", country.place(country.example(), city, region)))
                .isEqualTo(written);
    }
}
