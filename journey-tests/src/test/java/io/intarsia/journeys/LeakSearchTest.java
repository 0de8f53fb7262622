package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class LeakSearchTest {
    private static final String MARKER = "Markerstreet 4711";

    @Test
    void a_plain_marker_is_found_whatever_its_case_and_spaces() {
        assertThat(LeakSearch.finds(MARKER, "… MARKERSTREET  4711 …")).isTrue();
        assertThat(LeakSearch.finds("4242424242424242", "pan=4242 4242 4242 4242"))
                .isTrue();
        assertThat(LeakSearch.finds(MARKER, "Markerstreet 4712")).isFalse();
    }

    @Test
    void a_marker_in_base64_is_found_with_either_alphabet_and_at_any_offset() {
        String base64 = base64("{\"address\":\"" + MARKER + "\"}");
        assertThat(LeakSearch.finds(MARKER, "header=" + base64)).isTrue();
        assertThat(LeakSearch.finds(MARKER, "x" + base64)).isTrue();
        assertThat(LeakSearch.finds(
                        MARKER, Base64.getEncoder().encodeToString(("?>?>" + MARKER).getBytes(StandardCharsets.UTF_8))))
                .isTrue();
    }

    @Test
    void a_marker_in_a_jws_is_found() {
        String jws = base64("{\"alg\":\"ES256\"}") + "." + base64("{\"sub\":\"x\",\"name\":\"" + MARKER + "\"}")
                + ".c2lnbmF0dXJl";
        assertThat(LeakSearch.finds(MARKER, "Authorization: " + jws)).isTrue();
    }

    @Test
    void a_marker_in_base64_of_base64_and_in_percent_encoding_is_found() {
        assertThat(LeakSearch.finds(MARKER, base64("a " + base64(MARKER)))).isTrue();
        assertThat(LeakSearch.finds("Müllerstraße", "/path?street=M%C3%BCllerstra%C3%9Fe"))
                .isTrue();
    }

    @Test
    void a_marker_in_a_posted_form_is_found() {
        assertThat(LeakSearch.finds("Müllerstraße 4", "city=Leipzig&street=M%C3%BCllerstra%C3%9Fe+4"))
                .isTrue();
        assertThat(LeakSearch.finds("zoe+shop@example.org", "email=zoe%2Bshop%40example.org"))
                .isTrue();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
