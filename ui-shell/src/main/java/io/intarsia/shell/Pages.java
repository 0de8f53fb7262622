package io.intarsia.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.shell.Languages.Language;
import io.intarsia.shell.Registry.KnownService;
import io.intarsia.shell.Registry.Skeleton;
import io.quarkus.qute.Location;
import io.quarkus.qute.RawString;
import io.quarkus.qute.Template;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The pages, put together from the widgets' skeletons whenever one of them changes, and held, each in each language: a request is answered from
 * memory. They are the same for every shopper who reads the language.
 */
@Singleton
class Pages {
    private static final Logger LOG = Logger.getLogger(Pages.class);

    /** The pages that a widget can be on. */
    static final List<String> NAMES = List.of("storefront", "checkout", "order", "event-log");

    /**
     * Everything comes from this one origin, nothing is inline, nothing is framed. Of scripts, only those run that the page is made with: the shell's own and those in the manifests of the services
     * that have a widget on it, each by its hash (CSP level 3, "Matching external scripts by hash"). For style sheets there is no such rule; their hash is in the page.
     */
    private static final String POLICY =
            "default-src 'none'; script-src %s; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final Registry registry;
    private final Assets assets;
    private final Languages languages;
    private final ShellConfiguration configuration;
    private final Template page;
    private final ObjectMapper json;
    private final Map<Held, HeldPage> held = new ConcurrentHashMap<>();
    private final Map<String, String> scriptsWritten = new ConcurrentHashMap<>();
    private final String ownPolicy;

    Pages(
            Registry registry,
            Assets assets,
            Languages languages,
            ShellConfiguration configuration,
            @Location("page.html") Template page,
            ObjectMapper json) {
        this.registry = registry;
        this.assets = assets;
        this.languages = languages;
        this.configuration = configuration;
        this.page = page;
        this.json = json;
        this.ownPolicy = policy(scriptsWith(List.of()));
        registry.onChange(held::clear);
    }

    private record Held(String name, Language language) {}

    /**
     * A page, ready to be sent; compressed or not, it has one weak tag.
     *
     * @param policy the content security policy that it is sent with
     */
    record HeldPage(Buffer plain, Buffer zipped, String tag, String policy) {}

    /** A style sheet or script that is held and so comes with the page; or one that is not, which the page's script brings afterwards, so that nothing waits for it. */
    public record Linked(String href, String integrity, boolean held) {}

    /** A language that is not the page's, as the element is marked that has words in it. */
    public record Foreign(String lang, String dir) {}

    /** How to order without a script. */
    public record Otherwise(String text, @Nullable Foreign in) {}

    /** A widget in its place: its skeleton, or its fallback. */
    public record Piece(
            String service,
            String version,
            String widget,
            String title,
            String region,
            int order,
            boolean essential,
            String fallback,
            @Nullable Foreign fallbackIn,
            List<String> steps,
            RawString html,
            boolean missing) {}

    HeldPage held(String name, Language language) {
        return held.computeIfAbsent(new Held(name, language), wanted -> compose(name, language));
    }

    /** A page that has no widgets: one that was not found, or one that failed. */
    Buffer message(Language language, String title, String text) {
        return Buffer.buffer(template("message", language, title, List.of(), List.of())
                .data("message", text)
                .render());
    }

    /** The content security policy of what has no widgets. */
    String ownPolicy() {
        return ownPolicy;
    }

    private static String policy(List<Manifest.Asset> scripts) {
        return POLICY.formatted(scripts.stream()
                .map(script -> "'" + script.integrity() + "'")
                .distinct()
                .collect(Collectors.joining(" ")));
    }

    /** Those of the shell, and those of the services whose widgets are here. */
    private List<Manifest.Asset> scriptsWith(List<Piece> pieces) {
        return Stream.concat(
                        Stream.of("htmx.js", "intarsia.js")
                                .map(assets::named)
                                .map(own -> new Manifest.Asset(own.path(), own.integrity())),
                        assetsOf(pieces, false).stream()
                                .map(linked -> new Manifest.Asset(linked.href(), linked.integrity())))
                .toList();
    }

    private HeldPage compose(String name, Language language) {
        List<Piece> pieces = pieces(name, language);
        List<Manifest.Asset> scripts = scriptsWith(pieces);
        writeDown(name, scripts);
        List<String> unknown = registry.listed().stream()
                .filter(service -> registry.of(service).isEmpty())
                .sorted()
                .toList();
        Buffer plain = Buffer.buffer(template(name, language, title(name, language.messages()), pieces, unknown)
                .data("message", null)
                .render());
        return new HeldPage(
                plain,
                Assets.zipped(plain),
                "W/\"" + HexFormat.of().formatHex(Assets.sha256(plain.getBytes()), 0, 8) + '"',
                policy(scripts));
    }

    /** What a page on which a card is typed runs is to be known afterwards, too. */
    private void writeDown(String page, List<Manifest.Asset> scripts) {
        String written = scripts.stream()
                .map(script -> script.href() + " " + script.integrity())
                .collect(Collectors.joining(", "));
        if (!written.equals(scriptsWritten.put(page, written))) {
            LOG.infof("Scripts of %s: %s", page, written);
        }
    }

    private io.quarkus.qute.TemplateInstance template(
            String name, Language language, String title, List<Piece> pieces, List<String> unknown) {
        return page.instance()
                .setLocale(language.tag())
                .data("name", name)
                .data("language", language)
                .data(
                        "others",
                        languages.offered().stream()
                                .filter(other -> !other.equals(language))
                                .toList())
                .data("title", title)
                .data("pieces", pieces)
                .data("unknown", unknown)
                .data("otherwise", orderOtherwise(language))
                .data("styles", held(assetsOf(pieces, true)))
                .data("scripts", held(assetsOf(pieces, false)))
                .data("css", assets.named("intarsia.css"))
                .data("js", assets.named("intarsia.js"))
                .data("icon", assets.named("favicon.svg"))
                .data("htmx", assets.named("htmx.js"))
                .data("description", new RawString(description(name, language, pieces)));
    }

    private @Nullable Otherwise orderOtherwise(Language language) {
        String text = configuration.orderOtherwiseIn().get(language.tag());
        return text != null
                ? new Otherwise(text, null)
                : configuration
                        .orderOtherwise()
                        .map(first ->
                                new Otherwise(first, foreign(languages.first().tag(), language)))
                        .orElse(null);
    }

    private List<Piece> pieces(String page, Language language) {
        List<Piece> pieces = new ArrayList<>();
        for (String service : registry.listed()) {
            registry.of(service)
                    .ifPresent(known -> known.manifest().widgets().stream()
                            .filter(widget -> page.equals(widget.page()))
                            .forEach(widget -> pieces.add(piece(service, known, widget, language))));
        }
        pieces.sort(Comparator.comparingInt(Piece::order)
                .thenComparing(Piece::service)
                .thenComparing(Piece::widget));
        return pieces;
    }

    private Piece piece(String service, KnownService known, Manifest.WidgetEntry widget, Language language) {
        Skeleton skeleton = known.up() ? known.skeleton(widget.name(), language.tag()) : null;
        Manifest.Words translated = widget.in(language.tag());
        String title = translated == null ? widget.title() : translated.title();
        String fallback = translated == null ? widget.fallback() : translated.fallback();
        return new Piece(
                service,
                known.manifest().version() == null ? "" : known.manifest().version(),
                widget.name(),
                title == null ? widget.name() : title,
                widget.region(),
                widget.order(),
                widget.essential(),
                fallback == null ? "" : fallback,
                translated == null ? languageOf(known, language) : null,
                widget.steps() == null ? List.of() : widget.steps(),
                new RawString(skeleton == null ? "" : skeleton.html()),
                skeleton == null);
    }

    /** Of a service's texts that are not translated; null if that is the page's own, or the service does not say it. */
    private static @Nullable Foreign languageOf(KnownService known, Language ofPage) {
        String first = known.manifest().firstLanguage();
        return first == null ? null : foreign(first, ofPage);
    }

    private static @Nullable Foreign foreign(String tag, Language ofPage) {
        return tag.equals(ofPage.tag()) ? null : new Foreign(tag, Languages.direction(tag));
    }

    private List<Linked> assetsOf(List<Piece> pieces, boolean styles) {
        return pieces.stream()
                .map(Piece::service)
                .distinct()
                .flatMap(service -> registry.of(service).stream())
                .flatMap(known -> (styles
                                ? known.manifest().styles()
                                : known.manifest().scripts())
                        .stream().map(asset -> new Linked(asset.href(), asset.integrity(), known.holds(asset))))
                .toList();
    }

    private static List<Linked> held(List<Linked> assets) {
        return assets.stream().filter(Linked::held).toList();
    }

    /** As the page's script makes them: what kind of element each is. */
    private List<Map<String, String>> late(List<Piece> pieces) {
        return Stream.of(true, false)
                .flatMap(styles -> assetsOf(pieces, styles).stream()
                        .filter(asset -> !asset.held())
                        .map(asset -> Map.of(
                                "is", styles ? "style" : "script",
                                "href", asset.href(),
                                "integrity", asset.integrity())))
                .toList();
    }

    private static String title(String name, Messages messages) {
        return switch (name) {
            case "checkout" -> messages.checkout();
            case "order" -> messages.order();
            case "event-log" -> messages.eventLog();
            default -> messages.storefront();
        };
    }

    private static Map<String, String> words(Messages messages) {
        return Map.ofEntries(
                Map.entry("insecure", messages.insecure()),
                Map.entry("otherBrowser", messages.otherBrowser()),
                Map.entry("toTheShop", messages.toTheShop()),
                Map.entry("unavailable", messages.unavailable()),
                Map.entry("incomplete", messages.incomplete()),
                Map.entry("checking", messages.checking()),
                Map.entry("invalid", messages.invalid()),
                Map.entry("toMend", messages.toMend()),
                // The script fills in the title.
                Map.entry("errorTitle", messages.errorTitle("{title}")),
                Map.entry("sealing", messages.sealing()),
                Map.entry("held", messages.held("{time}")),
                Map.entry("heldNoMore", messages.heldNoMore()),
                Map.entry("holdLonger", messages.holdLonger()),
                Map.entry("changed", messages.changed()),
                Map.entry("placing", messages.placing()),
                Map.entry("paying", messages.paying()),
                Map.entry("going", messages.going()),
                // The script fills in which part.
                Map.entry("noAnswer", messages.noAnswer("{part}")),
                Map.entry("failed", messages.failed()),
                Map.entry("pressAgain", messages.pressAgain()),
                Map.entry("offline", messages.offline()),
                Map.entry("offlineAgain", messages.offlineAgain()),
                Map.entry("lastOrder", messages.lastOrder("{number}")),
                Map.entry("tooOften", messages.tooOften("{time}")),
                Map.entry("savedLater", messages.savedLater("{time}")),
                Map.entry("carriedLater", messages.carriedLater("{time}")),
                Map.entry("notTaken", messages.notTaken()),
                Map.entry("noKeys", messages.noKeys()),
                Map.entry("otherTab", messages.otherTab()),
                Map.entry("takingOver", messages.takingOver()),
                Map.entry("took", messages.took("{millis}")),
                Map.entry("age", messages.age("{seconds}")),
                Map.entry("forgotten", messages.forgotten()));
    }

    private static Map<String, Object> described(Piece piece) {
        Map<String, Object> described = new LinkedHashMap<>(Map.of(
                "service", piece.service(),
                "version", piece.version(),
                "widget", piece.widget(),
                "title", piece.title(),
                "essential", piece.essential(),
                "fallback", piece.fallback(),
                "steps", piece.steps()));
        if (piece.fallbackIn() != null) {
            described.put("fallbackIn", piece.fallbackIn());
        }
        return described;
    }

    /** What the page's script needs to know: which widgets are here, which take part in placing an order, and the words that it says. */
    private String description(String name, Language language, List<Piece> pieces) {
        List<Piece> flow = NAMES.stream()
                .flatMap(any -> pieces(any, language).stream())
                .filter(piece -> !piece.steps().isEmpty())
                .toList();
        Map<String, Object> description = Map.of(
                "page", name,
                "services",
                        Stream.concat(pieces.stream(), flow.stream())
                                .map(Piece::service)
                                .distinct()
                                .toList(),
                "widgets", pieces.stream().map(Pages::described).toList(),
                "flow", flow.stream().map(Pages::described).toList(),
                "late", late(pieces),
                "texts", words(language.messages()));
        try {
            return json.writeValueAsString(description).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
