package io.intarsia.benchmarks.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.launcher.Shop;
import io.intarsia.launcher.ShopOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * The checkout page as the real services make it, kept as files: what each service answers to the shell, and each widget's skeleton. Whoever puts the page together gets the same bytes.
 *
 * @param folder {@code <service>/manifest} and {@code <service>/widgets/<widget>}, as in the widget contract
 * @param skeletons of the checkout page, by {@code service/widget}, as one whole element each
 */
record Site(Path folder, Map<String, String> manifests, Map<String, String> skeletons) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The services whose widgets make a page of three, and then those that add one each. */
    private static final List<String> SERVICES = List.of("checkout-service", "delivery-service", "payment-service");

    /** Starts the shop, asks its services once, and stops it. */
    static Site of(Path project, Path work) throws IOException, InterruptedException {
        Path folder = work.resolve("site");
        Map<String, String> manifests = new TreeMap<>();
        Map<String, String> skeletons = new LinkedHashMap<>();
        ShopOptions options = ShopOptions.of(project)
                .withData(work.resolve("shop"))
                .withPort(0)
                .withReset(true)
                .withOutput(new PrintStream(OutputStream.nullOutputStream()));
        try (Shop shop = Shop.start(options)) {
            for (String service : shop.services()) {
                if (!service.endsWith("-service")) {
                    continue;
                }
                String manifest = get(shop.address(service) + "/" + service + "/manifest");
                manifests.put(service, manifest);
                write(folder.resolve(service).resolve("manifest"), manifest);
                for (JsonNode widget : JSON.readTree(manifest).path("widgets")) {
                    String name = widget.path("name").asText();
                    String skeleton = whole(get(shop.address(service) + "/" + service + "/widgets/" + name));
                    write(folder.resolve(service).resolve("widgets").resolve(name), skeleton);
                    if (widget.path("page").asText().equals("checkout")) {
                        skeletons.put(service + "/" + name, skeleton);
                    }
                }
            }
        }
        return new Site(folder, manifests, skeletons);
    }

    /** A page of so many of these widgets, three at least; where there are not so many, further services bring delivery's once more, under their own names. */
    Site withWidgets(int count) throws IOException {
        Map<String, String> someManifests = new TreeMap<>();
        Map<String, String> some = new LinkedHashMap<>();
        for (int number = 0; some.size() < count; number++) {
            String service = number < SERVICES.size() ? SERVICES.get(number) : "further-" + number + "-service";
            String original = number < SERVICES.size() ? service : "delivery-service";
            String manifest = manifests.get(original).replace(original, service);
            someManifests.put(service, manifest);
            write(folder.resolve(service).resolve("manifest"), manifest);
            for (Map.Entry<String, String> skeleton : skeletons.entrySet()) {
                if (skeleton.getKey().startsWith(original + "/")) {
                    String name = skeleton.getKey().substring(original.length() + 1);
                    String html = skeleton.getValue().replace(original, service);
                    write(folder.resolve(service).resolve("widgets").resolve(name), html);
                    some.put(service + "/" + name, html);
                }
            }
        }
        return new Site(folder, someManifests, some);
    }

    /** As the shell reads a skeleton. */
    private static String whole(String html) {
        Document parsed = Jsoup.parseBodyFragment(html);
        return parsed.outputSettings(new Document.OutputSettings().prettyPrint(false))
                .body()
                .children()
                .outerHtml();
    }

    /** A page with something else in the place of each skeleton. */
    String layout(String page, UnaryOperator<String> placeholder) {
        String layout = page;
        for (Map.Entry<String, String> skeleton : skeletons.entrySet()) {
            if (!layout.contains(skeleton.getValue())) {
                throw new IllegalStateException("Expected the skeleton of " + skeleton.getKey() + " in the page");
            }
            layout = layout.replace(skeleton.getValue(), placeholder.apply(skeleton.getKey()));
        }
        return layout;
    }

    /** How many of its widgets are in a page, each whole. */
    long widgetsIn(String page) {
        return skeletons.values().stream().filter(page::contains).count();
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static void writeZipped(Path file, String text) throws IOException {
        try (OutputStream zipped = new GZIPOutputStream(Files.newOutputStream(file))) {
            zipped.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static String get(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Expected 200 from " + address + ", was " + answer.statusCode());
        }
        return answer.body();
    }
}
