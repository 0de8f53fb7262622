package io.intarsia.benchmarks.page;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Those that put the checkout page together, each of the same skeletons from the same addresses: our shell, and its peers as their documentation says to set them up, with the
 * settings that are known to make them faster.
 */
final class Composers {
    static final String PODLET_VERSION = "1.0.0";

    /** What a peer gives a fragment before it goes without; our shell waits for none. */
    static final int LIMIT_MILLIS = 1_000;

    private final Path project;
    private final Path work;
    private final Site site;
    private final UnaryOperator<String> addressOf;

    /** @param addressOf where a service's files are, without a slash at the end */
    Composers(Path project, Path work, Site site, UnaryOperator<String> addressOf) {
        this.project = project;
        this.work = work;
        this.site = site;
        this.addressOf = addressOf;
    }

    /** As its image starts it. */
    Composer shell() throws IOException, InterruptedException {
        Path services = work.resolve("services.properties");
        Files.writeString(
                services,
                site.manifests().keySet().stream()
                        .map(service -> service + "=" + addressOf.apply(service) + "\n")
                        .collect(Collectors.joining()));
        int port = freePort();
        return Composer.start(
                "ui-shell",
                port,
                "/checkout",
                work,
                List.of(
                        "env",
                        "QUARKUS_HTTP_HOST=127.0.0.1",
                        "QUARKUS_HTTP_PORT=" + port,
                        "INTARSIA_SHELL_SERVICES=" + services,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAMPercentage=60",
                        "-XX:+UseSerialGC",
                        "-jar",
                        project.resolve("ui-shell/target/quarkus-app/quarkus-run.jar")
                                .toString()));
    }

    /** The finished page as a file, plain and compressed before. */
    Composer file(String page) throws IOException, InterruptedException {
        Site.write(work.resolve("file/checkout.html"), page);
        Site.writeZipped(work.resolve("file/checkout.html.gz"), page);
        return nginx("nginx, a file", "/checkout.html", "root " + work.resolve("file") + "; gzip_static on;", "");
    }

    Composer serverSideIncludes(String page, boolean cached) throws IOException, InterruptedException {
        Site.write(
                work.resolve("ssi/checkout.html"),
                site.layout(page, part -> "<!--# include virtual=\"/part/" + path(part) + "\" -->"));
        String cache = cached
                ? "proxy_cache parts; proxy_cache_valid 200 1s; proxy_cache_lock on;"
                        + " proxy_cache_use_stale updating error timeout; proxy_cache_background_update on;"
                : "";
        String upstreams = site.manifests().keySet().stream()
                .map(service -> "upstream %s { server %s max_fails=0; keepalive 32; keepalive_requests 100000000; }%n"
                        .formatted(service, addressOf.apply(service).replace("http://", "")))
                .collect(Collectors.joining());
        return nginx(
                cached ? "nginx SSI, cache" : "nginx SSI",
                "/checkout.html",
                """
                root %s; ssi on; ssi_silent_errors on;
                location ~ ^/part/(?<service>[a-z-]+)/(?<rest>.*)$ {
                    internal;
                    proxy_pass http://$service/$service/$rest;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_set_header Accept-Encoding "";
                    proxy_connect_timeout %2$dms;
                    proxy_read_timeout %2$dms;
                    proxy_intercept_errors on;
                    error_page 500 502 503 504 =200 /nothing;
                    %3$s
                }
                location = /nothing { internal; return 200 ""; }
                """.formatted(work.resolve("ssi"), LIMIT_MILLIS, cache),
                upstreams);
    }

    Composer podium(String page) throws IOException, InterruptedException {
        for (String part : site.skeletons().keySet()) {
            String service = part.substring(0, part.indexOf('/'));
            Site.write(site.folder().resolve("podlets").resolve(part).resolve("manifest.json"), """
                    {"name": "%s", "version": "%s", "content": "%s/%s"}
                    """.formatted(
                            part.replaceAll("[^a-z0-9]", ""), PODLET_VERSION, addressOf.apply(service), path(part)));
        }
        Path layout = work.resolve("podium.html");
        Files.writeString(layout, site.layout(page, part -> "<!--part " + part + "-->"));
        Path addresses = work.resolve("podium-addresses.json");
        Map<String, String> uris = new TreeMap<>();
        site.skeletons().keySet().forEach(part -> {
            String service = part.substring(0, part.indexOf('/'));
            uris.put(part, addressOf.apply(service) + "/podlets/" + part + "/manifest.json");
        });
        Files.writeString(
                addresses,
                uris.entrySet().stream()
                        .map(uri -> "\"" + uri.getKey() + "\": \"" + uri.getValue() + '"')
                        .collect(Collectors.joining(", ", "{", "}")));
        int port = freePort();
        return Composer.start(
                "Podium",
                port,
                "/checkout",
                work,
                node("podium.mjs", String.valueOf(port), layout, addresses, String.valueOf(LIMIT_MILLIS)));
    }

    Composer tailor(String page) throws IOException, InterruptedException {
        Site.write(
                work.resolve("tailor/checkout.html"),
                site.layout(
                        page,
                        part -> "<fragment src=\"%s/%s\" timeout=\"%d\"></fragment>"
                                .formatted(
                                        addressOf.apply(part.substring(0, part.indexOf('/'))),
                                        path(part),
                                        LIMIT_MILLIS)));
        int port = freePort();
        return Composer.start(
                "Tailor", port, "/checkout", work, node("tailor.cjs", String.valueOf(port), work.resolve("tailor")));
    }

    /** No peer: what the shell stands on, alone. */
    Composer fetching(String page) throws IOException, InterruptedException {
        Path layout = work.resolve("fetching.html");
        Files.writeString(
                layout,
                site.layout(
                        page,
                        part -> Fetching.PART.formatted(
                                addressOf.apply(part.substring(0, part.indexOf('/'))) + "/" + path(part))));
        int port = freePort();
        return Composer.start(
                "Vert.x alone, each fragment fetched",
                port,
                "/checkout",
                work,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fetching.class.getName(),
                        String.valueOf(port),
                        layout.toString(),
                        String.valueOf(LIMIT_MILLIS)));
    }

    /** Serves the site's files to all of them, from the other processor. */
    static Process files(Path work, Path folder, int port) throws IOException {
        Path configuration = work.resolve("files.conf");
        Files.writeString(configuration, configuration(work.resolve("files"), port, "root " + folder + ";", ""));
        return new ProcessBuilder("taskset", "-c", "1", "nginx", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("files.log").toFile())
                .start();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Composer nginx(String name, String path, String server, String http)
            throws IOException, InterruptedException {
        int port = freePort();
        Path folder = work.resolve(name.replaceAll("[^a-zA-Z]+", "-"));
        Path configuration = Path.of(folder + ".conf");
        Files.writeString(configuration, configuration(folder, port, server, http));
        return Composer.start(name, port, path, work, List.of("nginx", "-c", configuration.toString()));
    }

    private static String configuration(Path folder, int port, String server, String http) throws IOException {
        Files.createDirectories(folder);
        return """
                daemon off;
                user root;
                worker_processes 1;
                pid %1$s/pid;
                error_log stderr error;
                events { worker_connections 2048; }
                http {
                    access_log off;
                    default_type text/html;
                    types { application/json json; }
                    client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
                    proxy_cache_path %1$s/cache keys_zone=parts:1m;
                    sendfile on; tcp_nopush on;
                    keepalive_requests 1000000000;
                    open_file_cache max=1000 inactive=60s;
                    %4$s
                    server { listen 127.0.0.1:%2$d; add_header podlet-version %5$s; %3$s }
                }
                """.formatted(folder, port, server, http, PODLET_VERSION);
    }

    private List<String> node(String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "NODE_ENV=production", "node", script(script)));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    private String script(String name) {
        return project.resolve("benchmarks/target/npm").resolve(name).toString();
    }

    private static String path(String part) {
        return part.replace("/", "/widgets/");
    }
}
