package io.intarsia.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The manifest: {@code docs/manifest.schema.json}, and what a schema cannot say. */
final class ManifestChecks {
    static final String VERSION = "1.2";

    private static final JsonSchema SCHEMA = schema();
    private final ObjectMapper json = new ObjectMapper();
    private final Service service;
    private final Report report;

    ManifestChecks(Service service, Report report) {
        this.service = service;
        this.report = report;
    }

    /** The manifest, if there is one to go on with. */
    Optional<JsonNode> check() {
        Answer answer = service.get("/" + service.name() + "/manifest");
        if (!report.status(answer, Chapter.MANIFEST, 200)) {
            return Optional.empty();
        }
        report.expect(
                answer.isOf("application/json"),
                Chapter.MANIFEST,
                "The manifest is of type %s, expected application/json.",
                answer.header("Content-Type").orElse("missing"));
        try {
            JsonNode manifest = json.readTree(answer.text());
            check(manifest);
            return Optional.of(manifest);
        } catch (JsonProcessingException e) {
            report.expect(false, Chapter.MANIFEST, "The manifest cannot be read as JSON: %s", e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private void check(JsonNode manifest) {
        Set<ValidationMessage> deviations = SCHEMA.validate(manifest);
        report.expect(true, Chapter.MANIFEST, "");
        for (ValidationMessage deviation : deviations) {
            report.expect(
                    false,
                    Chapter.MANIFEST,
                    "The manifest does not fit docs/manifest.schema.json: %s, but is %s.",
                    deviation.getMessage(),
                    deviation.getInstanceNode());
        }
        report.expect(
                manifest.path("service").asText().equals(service.name()),
                Chapter.MANIFEST,
                "The manifest speaks for %s, expected %s, whose path it is below.",
                manifest.path("service").asText(),
                service.name());
        widgetNames(manifest);
        manifest.path("promises").forEach(promise -> promise(manifest, promise));
        manifest.path("styles").forEach(style -> asset(style, "text/css"));
        manifest.path("scripts").forEach(script -> asset(script, "text/javascript"));
    }

    private void widgetNames(JsonNode manifest) {
        Set<String> names = new HashSet<>();
        for (JsonNode widget : manifest.path("widgets")) {
            String name = widget.path("name").asText();
            report.expect(
                    names.add(name),
                    Chapter.MANIFEST,
                    "The manifest has two widgets of the name %s, expected each name once.",
                    name);
        }
    }

    private void promise(JsonNode manifest, JsonNode promise) {
        Set<String> own = new HashSet<>();
        manifest.path("publishes").forEach(type -> own.add(type.asText()));
        boolean keepable = false;
        for (JsonNode type : promise.path("then")) {
            keepable |= own.contains(type.asText());
        }
        report.expect(
                keepable,
                Chapter.MANIFEST,
                "The manifest promises %s, expected among these a type that it publishes: %s.",
                promise.path("then"),
                own);
    }

    private void asset(JsonNode asset, String type) {
        String href = asset.path("href").asText();
        if (!report.expect(
                href.startsWith("/" + service.name() + "/") && !href.contains(".."),
                Chapter.MANIFEST,
                "The manifest names %s, expected a path below /%s/.",
                href,
                service.name())) {
            return;
        }
        Answer answer = service.get(href);
        if (!report.status(answer, Chapter.MANIFEST, 200)) {
            return;
        }
        report.expect(
                answer.isOf(type),
                Chapter.MANIFEST,
                "%s is of type %s, expected %s.",
                href,
                answer.header("Content-Type").orElse("missing"),
                type);
        String integrity = asset.path("integrity").asText();
        report.expect(
                fits(integrity, answer.body()),
                Chapter.MANIFEST,
                "%s has the integrity %s in the manifest, expected that of its bytes: the browser will refuse it.",
                href,
                integrity);
        String caching = answer.header("Cache-Control").orElse("missing");
        report.expect(
                caching.contains("immutable") && caching.matches(".*max-age=[1-9]\\d{6,}.*"),
                Chapter.MANIFEST,
                "%s has Cache-Control: %s, expected public, max-age=31536000, immutable.",
                href,
                caching);
    }

    private static boolean fits(String integrity, byte[] content) {
        String[] parts = integrity.split("-", 2);
        if (parts.length != 2 || !parts[0].matches("sha(256|384|512)")) {
            return false;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(parts[0].replace("sha", "SHA-"));
            return Base64.getEncoder().encodeToString(digest.digest(content)).equals(parts[1]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, -384 and -512", e);
        }
    }

    private static JsonSchema schema() {
        try (InputStream file = Objects.requireNonNull(
                ManifestChecks.class.getResourceAsStream("manifest.schema.json"),
                "docs/manifest.schema.json is not beside the classes; run Maven's process-resources")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(new ObjectMapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException("docs/manifest.schema.json cannot be read", e);
        }
    }
}
