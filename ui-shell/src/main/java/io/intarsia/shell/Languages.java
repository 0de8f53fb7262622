package io.intarsia.shell;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The languages that pages come in, and which of them a shopper reads: what was chosen on a page, or else what the browser asks for, or else the first. */
@Singleton
class Languages {
    /** It holds the language and nothing else. */
    static final String COOKIE = "intarsia-language";

    /** In the address of a page: goes on in this language. */
    static final String PARAMETER = "language";

    private static final long A_YEAR = 365 * 24 * 3600L;
    private static final int REMEMBERED = 200;
    private static final int LONGEST = 500;

    private final List<Language> offered;
    private final Map<String, Language> understood = new ConcurrentHashMap<>();

    Languages(ShellConfiguration configuration) {
        offered = configuration.languages().stream()
                .map(String::strip)
                .map(Languages::named)
                .toList();
    }

    /**
     * A language of the pages.
     *
     * @param tag BCP 47
     * @param name as who reads it calls it
     * @param dir {@code rtl} or {@code ltr}
     */
    record Language(String tag, String name, String dir, Messages messages) {}

    /** In the operator's order. */
    List<Language> offered() {
        return offered;
    }

    Language first() {
        return offered.get(0);
    }

    Language of(HttpServerRequest request) {
        Cookie chosen = request.getCookie(COOKIE);
        Optional<Language> known = chosen == null ? Optional.empty() : tagged(chosen.getValue());
        return known.orElseGet(() -> understood(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE)));
    }

    /** The language that this request chooses by its address, if it is one that is offered. */
    Optional<Language> chosen(HttpServerRequest request) {
        return tagged(request.getParam(PARAMETER));
    }

    static Cookie remembered(Language language, boolean secure) {
        return Cookie.cookie(COOKIE, language.tag())
                .setPath("/")
                .setMaxAge(A_YEAR)
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.LAX);
    }

    private Optional<Language> tagged(@Nullable String tag) {
        return offered.stream().filter(language -> language.tag().equals(tag)).findFirst();
    }

    private Language understood(@Nullable String accepted) {
        if (accepted == null || accepted.length() > LONGEST) {
            return first();
        }
        Language known = understood.get(accepted);
        if (known == null) {
            known = negotiated(accepted);
            // Anybody may send any number of headers.
            if (understood.size() < REMEMBERED) {
                understood.put(accepted, known);
            }
        }
        return known;
    }

    private Language negotiated(String accepted) {
        try {
            String found = Locale.lookupTag(
                    Locale.LanguageRange.parse(accepted),
                    offered.stream().map(Language::tag).toList());
            return tagged(found).orElse(first());
        } catch (IllegalArgumentException notOfItsForm) {
            return first();
        }
    }

    private static Language named(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        return new Language(tag, locale.getDisplayLanguage(locale), direction(tag), messages(tag));
    }

    /** {@code rtl} or {@code ltr}: as the language's own name is written. */
    static String direction(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        byte written =
                Character.getDirectionality(locale.getDisplayLanguage(locale).codePointAt(0));
        return written == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                        || written == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                ? "rtl"
                : "ltr";
    }

    private static Messages messages(String tag) {
        try {
            return tag.equals("en")
                    ? MessageBundles.get(Messages.class)
                    : MessageBundles.get(Messages.class, Localized.Literal.of(tag));
        } catch (IllegalStateException unknown) {
            throw new IllegalStateException(
                    "The shell has no texts in the language " + tag + ", which intarsia.shell.languages names",
                    unknown);
        }
    }
}
