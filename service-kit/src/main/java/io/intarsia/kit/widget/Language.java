package io.intarsia.kit.widget;

import io.intarsia.kit.quote.Money;
import io.quarkus.qute.EngineBuilder;
import io.quarkus.qute.Expression;
import io.quarkus.qute.ResultMapper;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The language in which this service answers: the one that the page names in {@code Accept-Language}, if there are texts in it, or else the first of
 * {@code intarsia.languages}, in which the texts of {@code Messages.java} are. Templates and {@link #words} follow it, and amounts of money are written by it.
 */
@Singleton
public class Language {
    private static final int REMEMBERED = 200;
    private static final int LONGEST = 500;
    private static final Pattern UNMARKED_WIDGET =
            Pattern.compile("\\A\\s*<[a-z][a-z0-9-]*(?=\\s[^>]*?data-widget=)(?![^>]*?\\slang=)");

    private final List<Locale> spoken;
    private final Map<String, Locale> understood = new ConcurrentHashMap<>();
    private final ThreadLocal<@Nullable Locale> chosen = new ThreadLocal<>();

    /** @param languages BCP 47 tags */
    Language(@ConfigProperty(name = "intarsia.languages") List<String> languages) {
        spoken = languages.stream()
                .map(String::strip)
                .map(Locale::forLanguageTag)
                .toList();
    }

    /** All of them, the one that others get first. */
    public List<Locale> spoken() {
        return spoken;
    }

    /** That of the request which is being answered. */
    public Locale current() {
        Locale set = chosen.get();
        if (set != null) {
            return set;
        }
        ResteasyReactiveRequestContext request = CurrentRequestManager.get();
        Object asked = request == null ? null : request.getHeader("Accept-Language", true);
        return asked == null ? spoken.get(0) : understood(asked.toString());
    }

    /** A message bundle whose texts are those of the current language at each call; what is not translated comes in the first language. */
    public <M> M words(Class<M> bundle) {
        Map<Locale, M> byLanguage = new ConcurrentHashMap<>();
        return bundle.cast(Proxy.newProxyInstance(
                bundle.getClassLoader(),
                new Class<?>[] {bundle},
                (proxy, method, values) ->
                        said(byLanguage.computeIfAbsent(current(), l -> in(l, bundle)), method, values)));
    }

    /** What is made while this language is the current one, whatever was asked for. */
    <T> T in(Locale language, Supplier<T> made) {
        chosen.set(language);
        try {
            return made.get();
        } finally {
            chosen.remove();
        }
    }

    /** A whole widget, with its language and direction on the root element; anything else as it is. A page may be in a language that this service has no texts in. */
    String marked(String html) {
        Locale language = current();
        return UNMARKED_WIDGET
                .matcher(html)
                .replaceFirst("$0 lang=\"" + language.toLanguageTag() + "\" dir=\"" + direction(language) + '"');
    }

    /** {@code rtl} or {@code ltr}: as the language's own name is written. */
    static String direction(Locale language) {
        byte first = Character.getDirectionality(
                language.getDisplayLanguage(language).codePointAt(0));
        return first == Character.DIRECTIONALITY_RIGHT_TO_LEFT || first == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                ? "rtl"
                : "ltr";
    }

    void teach(@Observes EngineBuilder templates) {
        templates.addTemplateInstanceInitializer(instance -> instance.setLocale(current()));
        templates.addResultMapper(new Amounts());
    }

    private Locale understood(String asked) {
        Locale known = understood.get(asked);
        if (known == null && asked.length() <= LONGEST) {
            known = negotiated(asked);
            // Anybody may send any number of headers.
            if (understood.size() < REMEMBERED) {
                understood.put(asked, known);
            }
        }
        return known == null ? spoken.get(0) : known;
    }

    private Locale negotiated(String asked) {
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(asked), spoken);
            return found == null ? spoken.get(0) : found;
        } catch (IllegalArgumentException notOfItsForm) {
            return spoken.get(0);
        }
    }

    private <M> M in(Locale language, Class<M> bundle) {
        try {
            return language.equals(spoken.get(0))
                    ? MessageBundles.get(bundle)
                    : MessageBundles.get(bundle, Localized.Literal.of(language.toLanguageTag()));
        } catch (IllegalStateException notTranslated) {
            return MessageBundles.get(bundle);
        }
    }

    private static Object said(Object bundle, Method text, Object @Nullable [] values) throws Throwable {
        try {
            // The interface is its service's own, and not public.
            text.setAccessible(true);
            return text.invoke(bundle, values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Money, and a number that may have a fraction, are written in a template as the reader writes them: €12.90 or 12,90 €. */
    private class Amounts implements ResultMapper {
        @Override
        public int getPriority() {
            return 10;
        }

        @Override
        public boolean appliesTo(TemplateNode.Origin origin, Object result) {
            return result instanceof Money || result instanceof BigDecimal;
        }

        @Override
        public String map(Object result, Expression expression) {
            return result instanceof Money money
                    ? money.format(current())
                    : NumberFormat.getNumberInstance(Money.withLatinDigits(current()))
                            .format(result);
        }
    }
}
