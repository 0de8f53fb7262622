package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class ContactWidgetTest {
    private final Buyer buyer = new Buyer();

    @Test
    void the_field_helps_to_type_an_email_and_saves_itself() {
        Element email = buyer.sees("contact").getElementById("contact-email");

        assertThat(email.attr("autocomplete")).isEqualTo("email");
        assertThat(email.attr("inputmode")).isEqualTo("email");
        assertThat(email.attr("hx-post")).isEqualTo("/checkout-service/checkouts/{correlationId}/widgets/contact");
        assertThat(email.attr("hx-target")).isEqualTo("#contact-email-field");
        assertThat(buyer.sees("contact").select("label").text()).isEqualTo("Email");
    }

    @Test
    void what_was_typed_is_there_after_a_reload() {
        buyer.writes("  buyer@example.com ").statusCode(200);

        assertThat(buyer.sees("contact").getElementById("contact-email").val()).isEqualTo("buyer@example.com");
    }

    @Test
    void an_empty_field_is_no_error_on_saving_but_at_check() {
        buyer.writes("").statusCode(200);

        assertThat(errorOf(check(""))).isEqualTo("Enter your email address.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buyer",
                "buyer@",
                "@example.com",
                "buyer@example",
                "a b@example.com",
                "buyer@example..com",
                "a@b@c.de"
            })
    void a_typing_error_is_said_beside_the_field_with_what_was_typed_also_after_a_reload(String typed) {
        Document widget = errorWidget(buyer.writes(typed).statusCode(422));

        assertThat(widget.select(".error").text()).isEqualTo("Enter an email address like name@example.com.");
        assertThat(widget.getElementById("contact-email").val()).isEqualTo(typed);
        assertThat(widget.getElementById("contact-email").attr("aria-invalid")).isEqualTo("true");
        assertThat(errorOf(check(typed))).isEqualTo("Enter an email address like name@example.com.");
        Document again = buyer.sees("contact");
        assertThat(again.getElementById("contact-email").val()).isEqualTo(typed);
        assertThat(again.select(".error").text()).isEqualTo("Enter an email address like name@example.com.");
    }

    @Test
    void an_international_address_is_an_address() {
        check("żółw@żółw.pl").statusCode(204);
    }

    @Test
    void what_is_typed_stays_text() {
        buyer.writes("\"><b>@example.com").statusCode(200);

        assertThat(buyer.sees("contact").select("b")).isEmpty();
        assertThat(buyer.sees("contact").getElementById("contact-email").val()).isEqualTo("\"><b>@example.com");
    }

    @Test
    void check_keeps_what_it_finds_good() {
        check("buyer@example.com").statusCode(204);

        assertThat(buyer.sees("contact").getElementById("contact-email").val()).isEqualTo("buyer@example.com");
    }

    @Test
    void too_long_or_with_control_characters_is_a_400() {
        buyer.writes("a".repeat(250) + "@example.com").statusCode(400);
        buyer.writes("a\nb@example.com").statusCode(400);
    }

    @Test
    void after_sealing_the_same_may_be_said_again_and_nothing_else() {
        buyer.sealed();

        buyer.writes("buyer@example.com").statusCode(200);
        check("buyer@example.com").statusCode(204);
        buyer.writes("other@example.com").statusCode(409).header("Widget-State", "sealed");
        check("other@example.com").statusCode(409).header("Widget-State", "sealed");
    }

    @Test
    void after_the_end_it_is_over() {
        buyer.sealed().releases().statusCode(204);

        buyer.writes("other@example.com").statusCode(409).header("Widget-State", "over");
    }

    private ValidatableResponse check(String email) {
        return buyer.asking()
                .formParam("email", email)
                .post(buyer.path("contact") + "/check")
                .then();
    }

    private static String errorOf(ValidatableResponse answer) {
        return errorWidget(answer.statusCode(422)).select(".error").text();
    }

    private static Document errorWidget(ValidatableResponse answer) {
        return Jsoup.parseBodyFragment(answer.extract().asString());
    }
}
