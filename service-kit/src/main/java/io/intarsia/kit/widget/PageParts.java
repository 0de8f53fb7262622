package io.intarsia.kit.widget;

import io.intarsia.kit.event.EventTypes;
import io.quarkus.arc.All;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is the same for every shopper: the manifest, the skeletons, and the style sheet {@code assets/<service>.css} and the script {@code assets/<service>.js} if there are any. */
@Path("")
@Singleton
class PageParts {
    private static final String CONTRACT = "1.2";

    private final List<Widget> widgets;
    private final EventTypes events;
    private final Language language;
    private final String service;
    private final String version;
    private final Optional<byte[]> style;
    private final Optional<byte[]> script;
    private final Map<String, byte[]> skeletons = new ConcurrentHashMap<>();

    PageParts(
            @All List<Widget> widgets,
            EventTypes events,
            Language language,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.widgets = widgets;
        this.events = events;
        this.language = language;
        this.service = service;
        this.version = version;
        this.style = read("assets/" + service + ".css");
        this.script = read("assets/" + service + ".js");
    }

    @GET
    @Path("manifest")
    @Produces(MediaType.APPLICATION_JSON)
    public Manifest manifest() {
        return new Manifest(
                CONTRACT,
                service,
                version,
                language.spoken().stream().map(Locale::toLanguageTag).toList(),
                widgets.stream()
                        .map(this::entry)
                        .sorted(Comparator.comparingInt(Manifest.Entry::order).thenComparing(Manifest.Entry::name))
                        .toList(),
                assets(style, "css"),
                assets(script, "js"),
                events.published(),
                events.reactedTo(),
                events.promises().stream().map(Manifest.Promised::of).toList());
    }

    @GET
    @Path("widgets/{widget}")
    @Produces(MediaType.TEXT_HTML)
    public Response skeleton(@PathParam("widget") String name, @Context Request request) {
        Widget widget = widgets.stream()
                .filter(candidate -> candidate.description().name().equals(name))
                .findFirst()
                .orElseThrow(NotFoundException::new);
        String spoken = language.current().toLanguageTag();
        byte[] html = skeletons.computeIfAbsent(spoken + "/" + name, n -> rendered(widget.skeleton()));
        EntityTag tag = new EntityTag(shortHash(html));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged != null ? unchanged : Response.ok(html, "text/html;charset=UTF-8"))
                .tag(tag)
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Language")
                .header("Content-Language", spoken)
                .build();
    }

    /** With its title and fallback in the first language, and in those others in which they differ. */
    private Manifest.Entry entry(Widget widget) {
        Widget.Description first = language.in(language.spoken().get(0), widget::description);
        Map<String, Manifest.Words> translations = new LinkedHashMap<>();
        for (Locale other : language.spoken()) {
            Widget.Description described = language.in(other, widget::description);
            if (!Manifest.Words.of(described).equals(Manifest.Words.of(first))) {
                translations.put(other.toLanguageTag(), Manifest.Words.of(described));
            }
        }
        return Manifest.Entry.of(first, translations);
    }

    @GET
    @Path("assets/{file}")
    public Response asset(@PathParam("file") String file) {
        boolean isScript = file.endsWith(".js");
        byte[] content = (isScript ? script : style)
                .filter(found -> nameOf(found, isScript ? "js" : "css").equals(file))
                .orElseThrow(NotFoundException::new);
        return Response.ok(content, isScript ? "text/javascript;charset=UTF-8" : "text/css;charset=UTF-8")
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .build();
    }

    private List<Manifest.Asset> assets(Optional<byte[]> found, String ending) {
        return found.stream()
                .map(content -> new Manifest.Asset(
                        "/" + service + "/assets/" + nameOf(content, ending),
                        "sha256-" + Base64.getEncoder().encodeToString(sha256(content))))
                .toList();
    }

    private String nameOf(byte[] content, String ending) {
        return service + "." + shortHash(content) + "." + ending;
    }

    private byte[] rendered(TemplateInstance skeleton) {
        return language.marked(skeleton.render()).getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> read(String resource) {
        try (InputStream found = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            return found == null ? Optional.empty() : Optional.of(found.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource + " from this service's own jar", e);
        }
    }

    private static String shortHash(byte[] content) {
        return HexFormat.of().formatHex(sha256(content), 0, 8);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
