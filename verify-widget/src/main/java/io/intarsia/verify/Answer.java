package io.intarsia.verify;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/**
 * What a service answered.
 *
 * @param asked method and path, with the literal {@code {correlationId}}, and what was special about the request
 */
record Answer(String asked, int status, HttpResponse<byte[]> response, long millis) {

    Answer as(String special) {
        return new Answer(asked + " " + special, status, response, millis);
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    List<String> headers(String name) {
        return response.headers().allValues(name);
    }

    boolean isOf(String mediaType) {
        return header("Content-Type").orElse("").toLowerCase(Locale.ROOT).startsWith(mediaType);
    }

    byte[] body() {
        return response.body();
    }

    String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** The body's elements, as a browser would read it into a page. */
    Element html() {
        return Jsoup.parseBodyFragment(text()).body();
    }

    /** The root element of a widget, or an empty one. */
    Element root() {
        Element first = html().firstElementChild();
        return first == null ? new Element("section") : first;
    }
}
