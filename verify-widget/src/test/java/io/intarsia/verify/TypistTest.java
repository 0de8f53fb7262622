package io.intarsia.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class TypistTest {
    private final Entry widget = new Entry("gift-service", "gift", "checkout", true, 500, Set.of());

    private Form form(String fields) {
        return Form.allOf(Jsoup.parseBodyFragment("<form>" + fields + "</form>").body());
    }

    private String typed(String fields) {
        return new Typist(Map.of("colour", "green", "gift:size", "XL", "other:size", "S"))
                .fill(widget, form(fields))
                .toString();
    }

    @Test
    void a_field_gets_what_its_autocomplete_asks_for() {
        assertThat(typed("""
                        <input name="a" autocomplete="name"><input name="b" autocomplete="section-gift shipping postal-code">
                        <input name="c" autocomplete="cc-number"><input name="d" autocomplete="email">""")).isEqualTo("{a=Ada Lovelace, b=10115, c=4242424242424242, d=ada@example.com}");
    }

    @Test
    void a_field_gets_what_its_type_asks_for() {
        assertThat(typed("""
                        <input name="a" type="email"><input name="b" type="number" min="3"><input name="c" type="number"><input name="d" inputmode="numeric">
                        <input name="e" maxlength="3"><textarea name="f"></textarea>""")).isEqualTo("{a=ada@example.com, b=3, c=1, d=1, e=Int, f=Intarsia}");
    }

    @Test
    void what_is_there_or_cannot_be_changed_stays() {
        assertThat(typed("""
                        <input name="a" value="here"><input name="b" type="hidden" value="sku"><input name="c" disabled>
                        <button name="d" value="1">Remove</button>""")).isEqualTo("{a=here, b=sku}");
    }

    @Test
    void a_choice_is_the_one_that_is_made_or_the_first_that_can_be_made() {
        assertThat(typed("""
                        <select name="a"><option value="">Choose</option><option value="AT" selected>Austria</option></select>
                        <select name="b"><option value="">Choose</option><option>Germany</option></select>
                        <input type="radio" name="c" value="full" disabled><input type="radio" name="c" value="free"><input type="radio" name="c" value="late">
                        <input type="radio" name="d" value="1"><input type="radio" name="d" value="2" checked>
                        <input type="checkbox" name="e"><input type="checkbox" name="f" required>""")).isEqualTo("{a=AT, b=Germany, c=free, d=2, e=on, f=on}");
    }

    @Test
    void what_it_was_told_goes_first() {
        assertThat(typed("<input name=\"colour\"><input name=\"size\">")).isEqualTo("{colour=green, size=XL}");
    }

    @Test
    void a_change_is_another_good_value() {
        Typist typist = new Typist(Map.of());
        Form postcode =
                form("<input name=a autocomplete=postal-code value=10115><input name=b type=number max=2 value=2>");
        assertThat(typist.change(postcode, postcode.shown())).hasToString("Optional[{a=10115, b=1}]");
        Form full = form("<input name=a maxlength=3 value=abc>");
        assertThat(typist.change(full, full.shown())).hasToString("Optional[{a=Bab}]");
        Form radio = form("<input type=radio name=a value=1 checked><input type=radio name=a value=2>");
        assertThat(typist.change(radio, radio.shown())).hasToString("Optional[{a=2}]");
        Form digits = form("<input name=a inputmode=numeric value=7>");
        assertThat(typist.change(digits, digits.shown())).hasToString("Optional[{a=8}]");
        assertThat(typist.wrong(digits.fields().first())).hasValue("many");
        Form none = form("<input type=hidden name=a value=1>");
        assertThat(typist.change(none, none.shown())).isEmpty();
    }
}
