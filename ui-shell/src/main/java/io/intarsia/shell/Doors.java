package io.intarsia.shell;

import io.intarsia.shell.Languages.Language;
import io.intarsia.shell.Pages.HeldPage;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Which address leads where: the pages, the shell's assets, what is held of services' own, and everything else to the service that owns the path. */
@Singleton
class Doors {
    private static final Logger LOG = Logger.getLogger(Doors.class);

    private static final String NAMES_ITS_HOST =
            "A request names its host, once, as in Host: shop.example, and a path that begins with a slash";

    private static final String ORDER_NUMBER = "[0-9a-fA-F]{8}";

    private static final String ID = "[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private static final int BEFORE_QUARKUS_LIMIT = -3;

    private static final int BEFORE_ALL = -4;

    private final Pages pages;
    private final Manifests manifests;
    private final Registry registry;
    private final Assets assets;
    private final Gateway gateway;
    private final Languages languages;
    private final OperatorsHost operators;
    private final long mostBytes;

    Doors(
            Pages pages,
            Manifests manifests,
            Registry registry,
            Assets assets,
            Gateway gateway,
            Languages languages,
            OperatorsHost operators,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.mostBytes = most.asLongValue();
        this.pages = pages;
        this.manifests = manifests;
        this.registry = registry;
        this.assets = assets;
        this.gateway = gateway;
        this.languages = languages;
        this.operators = operators;
    }

    void open(@Observes Router router) {
        router.route().order(BEFORE_ALL).handler(Doors::waitForReader);
        // First: the router resolves dot segments, and would find a page where the path, as it is written, names a
        // service.
        router.route().order(-1).handler(Doors::refuseTricks);
        router.route().order(-1).handler(this::refuseOnAnotherHost);
        // Before Quarkus, which would close the connection without a word.
        router.route().order(BEFORE_QUARKUS_LIMIT).handler(this::refuseTooLarge);
        page(router, "storefront", "/");
        page(router, "checkout", "/checkout");
        page(router, "order", "/orders/" + ID);
        page(router, "event-log", "/event-log(/" + ID + ")?");
        router.routeWithRegex("/event-log/" + ORDER_NUMBER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::searchByNumber);
        router.routeWithRegex("/event-log/" + ORDER_NUMBER).handler(Doors::onlyRead);
        router.routeWithRegex("/assets/.+")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(assets::serve);
        router.route("/manifests")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(manifests::show);
        router.route("/manifests").handler(Doors::onlyRead);
        // Health is Quarkus's own; what is left belongs to a service or to nobody.
        router.routeWithRegex("(?!/q/).*")
                .order(10_000)
                .handler(request -> {
                    if (!sendHeld(request) && !gateway.pass(request)) {
                        notFound(request);
                    }
                })
                .failureHandler(this::broken);
    }

    /** A style sheet or script that is held is sent from here, at its service's own address: the page waits for no service. */
    private boolean sendHeld(RoutingContext request) {
        HttpMethod method = request.request().method();
        if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
            return false;
        }
        HeldAsset held = registry.asset(request.request().uri());
        if (held == null) {
            return false;
        }
        held.send(request);
        return true;
    }

    private void page(Router router, String name, String path) {
        router.routeWithRegex(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> show(request, name))
                .failureHandler(this::broken);
        router.routeWithRegex(path).handler(Doors::onlyRead);
    }

    /** Who asks on without reading the answers waits: answers that nobody takes would fill the memory. */
    private static void waitForReader(RoutingContext request) {
        HttpServerResponse response = request.response();
        if (!response.writeQueueFull()) {
            request.next();
            return;
        }
        request.request().pause();
        response.drainHandler(read -> {
            response.drainHandler(null);
            request.request().resume();
            request.next();
        });
    }

    private static void refuseTricks(RoutingContext request) {
        if (request.request().headers().getAll(HttpHeaders.HOST).size() > 1) {
            Gateway.problem(request.response(), 400, NAMES_ITS_HOST);
        } else if (Gateway.isTricky(request.request())) {
            Gateway.problem(
                    request.response(),
                    400,
                    "The path of a request has no dot segments, empty segments, encoded slashes or control characters");
        } else {
            request.next();
        }
    }

    private void refuseOnAnotherHost(RoutingContext request) {
        if (operators.answers(request.request().authority(), Gateway.pathOf(request.request()))) {
            request.next();
        } else {
            notFound(request);
        }
    }

    private void refuseTooLarge(RoutingContext request) {
        String size = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (size == null || Long.parseLong(size) <= mostBytes) {
            request.next();
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONNECTION, "close")
                .endHandler(sent -> request.request().connection().close());
        Gateway.problem(request.response(), 413, "A request has at most " + mostBytes + " bytes");
    }

    private static void onlyRead(RoutingContext request) {
        request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        Gateway.problem(
                request.response(),
                405,
                "A page can only be read: expected GET or HEAD, but was "
                        + request.request().method());
    }

    /** Who knows an order by its number types it where its ID would be; the number alone may be of several. */
    private void searchByNumber(RoutingContext request) {
        String path = request.normalizedPath();
        String number = path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT);
        secured(request, pages.ownPolicy())
                .putHeader(HttpHeaders.LOCATION, "/event-log?number=" + number)
                .setStatusCode(302)
                .end();
    }

    private void show(RoutingContext request, String name) {
        if (changesLanguage(request)) {
            return;
        }
        Language language = languages.of(request.request());
        HeldPage page = pages.held(name, language);
        secured(request, page.policy())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, page.tag())
                .putHeader(HttpHeaders.VARY, "Accept-Encoding, Accept-Language, Cookie")
                .putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag());
        if (Assets.isSeen(request, page.tag())) {
            request.response().setStatusCode(304).end();
        } else {
            Assets.send(request, page.plain(), page.zipped());
        }
    }

    /** What the links in the page's head lead to: the same page, in the language that is remembered from now on. */
    private boolean changesLanguage(RoutingContext request) {
        Optional<Language> chosen = languages.chosen(request.request());
        chosen.ifPresent(language -> secured(request, pages.ownPolicy())
                .addCookie(Languages.remembered(language, isSecure(request)))
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.LOCATION, request.request().path())
                .setStatusCode(303)
                .end());
        return chosen.isPresent();
    }

    private void notFound(RoutingContext request) {
        LOG.debugf("Nothing at this address");
        if (request.request().method() == HttpMethod.GET && changesLanguage(request)) {
            return;
        }
        Language language = languages.of(request.request());
        Messages messages = language.messages();
        secured(request, pages.ownPolicy())
                .setStatusCode(404)
                .end(pages.message(language, messages.notFoundTitle(), messages.notFoundText()));
    }

    private void broken(RoutingContext request) {
        // The router itself refuses a request without a host, or whose path does not begin with a slash.
        if (request.statusCode() >= 400 && request.statusCode() < 500) {
            Gateway.problem(request.response(), 400, NAMES_ITS_HOST);
            return;
        }
        LOG.error("A page could not be shown", request.failure());
        Language language = languages.of(request.request());
        Messages messages = language.messages();
        secured(request, pages.ownPolicy())
                .setStatusCode(500)
                .end(pages.message(language, messages.brokenTitle(), messages.brokenText()));
    }

    private static boolean isSecure(RoutingContext request) {
        return "https".equals(request.request().getHeader("X-Forwarded-Proto"))
                || request.request().isSSL();
    }

    private static HttpServerResponse secured(RoutingContext request, String policy) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html;charset=UTF-8")
                .putHeader("Content-Security-Policy", policy)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        if (isSecure(request)) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        return response;
    }
}
