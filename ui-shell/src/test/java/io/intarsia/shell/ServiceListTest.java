package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Neighbourhood.class)
class ServiceListTest extends Town {
    @Test
    void a_service_that_is_added_while_the_shell_runs_is_on_the_page() throws Exception {
        SmallService first = service("first-service").widget("one", "main", 1);
        SmallService second = service("second-service").widget("two", "main", 2);
        list(first);
        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("first-service/one"));

        list(first, second);

        eventually(() ->
                assertThat(widgets("/checkout", "main")).containsExactly("first-service/one", "second-service/two"));
    }

    @Test
    void a_service_that_is_taken_off_the_list_is_gone() throws Exception {
        SmallService first = service("first-service").widget("one", "main", 1);
        SmallService second = service("second-service").widget("two", "main", 2);
        list(first, second);
        eventually(() -> assertThat(widgets("/checkout", "main")).hasSize(2));

        list(first);

        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("first-service/one"));
        assertThat(get("/second-service/manifest").status()).isEqualTo(404);
    }

    @Test
    void a_service_that_moves_is_found_at_its_new_address() throws Exception {
        SmallService old = service("moving-service").widget("one", "main", 1);
        SmallService young = service("moving-service").widget("two", "main", 1);
        list(old);
        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("moving-service/one"));

        list(young);
        old.stop();

        eventually(
                () -> assertThat(page("/checkout").select("main h2").eachText()).containsExactly("two"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upper-Service=http://127.0.0.1:1",
                "a/b=http://127.0.0.1:1",
                "checkout=http://127.0.0.1:1",
                "bad-service=http://127.0.0.1:1/path",
                "q-=http://127.0.0.1:1",
                "bad-service=https://127.0.0.1:1",
                "bad-service=http://not a host",
                "bad-service=",
                "bad-service=file:///etc/passwd"
            })
    void a_bad_line_keeps_the_services_known_before(String line) throws Exception {
        SmallService good = service("good-service").widget("one", "main", 1);
        list(good);
        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("good-service/one"));

        writeList(line + "\nnew-service=" + NOWHERE);
        int asked = good.questions.size();
        eventually(() -> assertThat(good.questions.size()).isGreaterThan(asked + 3));

        assertThat(widgets("/checkout", "main")).containsExactly("good-service/one");
        assertThat(page("/checkout").select("[data-unknown]")).isEmpty();
    }

    @Test
    void a_list_that_is_away_keeps_the_services_known_before() throws Exception {
        SmallService good = service("good-service").widget("one", "main", 1);
        list(good);
        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("good-service/one"));

        Files.delete(configuration.services());
        int asked = good.questions.size();
        eventually(() -> assertThat(good.questions.size()).isGreaterThan(asked + 3));

        assertThat(widgets("/checkout", "main")).containsExactly("good-service/one");
    }
}
