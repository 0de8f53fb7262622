package io.intarsia.kit.widget;

import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a request comes from the shop's own pages, as far as a browser says it ({@code Sec-Fetch-Site}, {@code Origin}). What is no browser says nothing. */
public final class OwnPages {
    /** What a request from elsewhere is told. */
    public static final String EXPECTED = "Requests that change something come from the shop's own pages";

    private OwnPages() {}

    /** @param header gives a header of the request, or null */
    public static boolean ask(Function<String, @Nullable String> header) {
        String site = header.apply("Sec-Fetch-Site");
        boolean fromElsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        return !fromElsewhere && originIsOurs(header);
    }

    private static boolean originIsOurs(Function<String, @Nullable String> header) {
        String origin = header.apply("Origin");
        if (origin == null) {
            return true;
        }
        String forwarded = header.apply("X-Forwarded-Host");
        String host = forwarded != null ? forwarded : header.apply("Host");
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
