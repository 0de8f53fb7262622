package io.intarsia.shell;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StartTest.ServicesThatAreDown.class)
class StartTest {
    @Test
    void a_shell_that_starts_while_a_service_is_down_knows_what_is_missing() {
        Element fallback = checkout().selectFirst("main [data-fallback]");

        assertThat(fallback).isNotNull();
        assertThat(fallback.attr("data-widget")).isEqualTo("sleeping-service/bed");
        assertThat(fallback.text()).isEqualTo("Nobody is up.");
    }

    @Test
    void a_manifest_that_was_kept_speaks_for_its_own_service_only() {
        assertThat(checkout().html()).doesNotContain("other-service");
    }

    @Test
    void a_kept_manifest_that_cannot_be_read_does_not_keep_the_shell_from_starting() {
        assertThat(checkout().select("[data-unknown]").eachText())
                .hasSize(2)
                .anySatisfy(note -> assertThat(note).contains("torn-service"))
                .anySatisfy(note -> assertThat(note).contains("empty-service"));
    }

    private static Document checkout() {
        return Jsoup.parse(given().get("/checkout").asString());
    }

    /** Three services that are known from earlier and down now; what was kept of two of them is of no use. */
    public static class ServicesThatAreDown extends Neighbourhood {
        @Override
        void fill(Path folder) throws IOException {
            Files.writeString(folder.resolve("services.properties"), """
                    sleeping-service=http://127.0.0.1:1
                    torn-service=http://127.0.0.1:1
                    empty-service=http://127.0.0.1:1
                    """);
            Path manifests = Files.createDirectory(folder.resolve("manifests"));
            Files.writeString(manifests.resolve("sleeping-service.json"), """
                    {"contract": "1.0", "service": "sleeping-service", "version": "1",
                     "widgets": [{"name": "bed", "page": "checkout", "region": "main", "order": 1,
                                  "timeLimitMillis": 300, "fallback": "Nobody is up."}],
                     "styles": [{"href": "/other-service/a.css", "integrity": "sha256-abc="}]}
                    """);
            Files.writeString(manifests.resolve("torn-service.json"), "{\"contract\": \"1.");
            Files.writeString(manifests.resolve("empty-service.json"), "null");
        }
    }
}
