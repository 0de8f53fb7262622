package io.intarsia.kit.widget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.junit.jupiter.api.Test;

class FormTest {
    private final MultivaluedMap<String, String> sent = new MultivaluedHashMap<>();

    @Test
    void a_line_is_trimmed_and_normalised() {
        sent.add("name", "  Zoe\u0308 ");
        assertThat(Form.of(sent).line("name", 10)).isEqualTo("Zo\u00eb");
    }

    @Test
    void a_field_that_was_not_sent_is_empty() {
        assertThat(Form.of(sent).line("name", 10)).isEmpty();
    }

    @Test
    void what_is_too_long_is_refused_with_the_limit() {
        sent.add("name", "abcdef");
        assertThatThrownBy(() -> Form.of(sent).line("name", 5))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("at most 5");
    }

    @Test
    void control_characters_and_broken_text_are_refused() {
        for (String bad : new String[] {"a\u0000b", "a\nb", "a\u007fb", "a\ud800b"}) {
            sent.putSingle("name", bad);
            assertThatThrownBy(() -> Form.of(sent).line("name", 10)).isInstanceOf(BadInput.class);
        }
    }

    @Test
    void a_field_that_was_sent_twice_is_refused() {
        sent.add("name", "a");
        sent.add("name", "b");
        assertThatThrownBy(() -> Form.of(sent).line("name", 10)).hasMessageContaining("2 times");
    }

    @Test
    void a_number_outside_of_its_range_is_refused_with_the_range() {
        for (String bad : new String[] {"", "0", "100", "-1", "1e2", "99999999999", "1.5", "one"}) {
            sent.putSingle("quantity", bad);
            assertThatThrownBy(() -> Form.of(sent).number("quantity", 1, 99)).hasMessageContaining("from 1 to 99");
        }
        sent.putSingle("quantity", "42");
        assertThat(Form.of(sent).number("quantity", 1, 99)).isEqualTo(42);
    }

    @Test
    void the_version_seen_is_a_number_in_quotes() {
        assertThat(Version.seen("\"7\"")).isEqualTo(7);
        for (String bad : new String[] {null, "", "7", "\"\"", "*", "W/\"7\"", "\"-1\"", "\"9999999999999999999\""}) {
            assertThatThrownBy(() -> Version.seen(bad)).isInstanceOf(BadInput.class);
        }
    }
}
