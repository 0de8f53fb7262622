package io.intarsia.kit.widget;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.quote.Money;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static final Locale ARABIC = Locale.forLanguageTag("ar");

    private final Language language = new Language(List.of("en", " de", "ar"));

    @Test
    void without_a_request_it_is_the_first() {
        assertThat(language.current()).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void what_is_made_in_another_language_changes_nothing_afterwards() {
        assertThat(language.in(ARABIC, language::current)).isEqualTo(ARABIC);
        assertThat(language.current()).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void a_widget_is_marked_with_its_language_on_its_root_and_nowhere_else() {
        String widget = "\n<section data-widget=\"a/b\"\n  hx-get=\"/a\"><p data-widget=\"no\">1</p></section>";

        assertThat(language.in(ARABIC, () -> language.marked(widget)))
                .isEqualTo(
                        "\n<section lang=\"ar\" dir=\"rtl\" data-widget=\"a/b\"\n  hx-get=\"/a\"><p data-widget=\"no\">1</p></section>");
    }

    @Test
    void what_says_its_language_itself_and_what_is_no_widget_stay_as_they_are() {
        String marked = "<section data-widget=\"a/b\" lang=\"en\" dir=\"ltr\"></section>";
        String words = "Added to basket";

        assertThat(language.in(ARABIC, () -> language.marked(marked))).isEqualTo(marked);
        assertThat(language.in(ARABIC, () -> language.marked(words))).isEqualTo(words);
    }

    @Test
    void money_is_written_as_its_reader_writes_it_in_the_same_digits() {
        Money price = Money.of(123_490, "EUR");

        assertThat(price.format(Locale.ENGLISH)).isEqualTo("€1,234.90");
        assertThat(price.format(Locale.GERMAN)).isEqualTo("1.234,90\u00a0€");
        assertThat(price.format(ARABIC)).isEqualTo("\u200f1,234.90\u00a0€");
        assertThat(Money.of(500, "JPY").format(ARABIC)).isEqualTo("\u200f500\u00a0JP¥");
    }
}
