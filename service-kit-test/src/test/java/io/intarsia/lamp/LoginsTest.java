package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators with names, what is written down of them, and when a login is over. */
@QuarkusTest
@TestProfile(LoginsTest.AnnaAndBen.class)
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class LoginsTest {
    private static final String COOKIE = "intarsia-operator";
    private static final String GOOD = "operator/queues";
    private static final AtomicInteger ADDRESS = new AtomicInteger(100);

    @ConfigProperty(name = "intarsia.session-key")
    String key;

    public static class AnnaAndBen implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "intarsia.operators.anna", hashOf("anna's own password"),
                    "intarsia.operators.ben", hashOf("ben's own password"));
        }

        private static String hashOf(String password) {
            try {
                byte[] salt = "sixteen of bytes".getBytes(StandardCharsets.US_ASCII);
                byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 10_000, 256))
                        .getEncoded();
                Base64.Encoder base64 = Base64.getEncoder();
                return "pbkdf2-sha256:10000:" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
            } catch (java.security.GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void what_is_done_is_written_down_with_the_name_of_who_did_it() {
        for (String name : new String[] {"anna", "ben"}) {
            String cookie = signIn(name, name + "'s own password").getCookie(COOKIE);
            given().cookie(COOKIE, cookie)
                    .formParam("reason", "done " + name.length())
                    .formParam("action", UUID.randomUUID())
                    .post("operator/history")
                    .then()
                    .statusCode(200);
        }

        String cookie = signIn("anna", "anna's own password").getCookie(COOKIE);
        Document page = Jsoup.parse(given().cookie(COOKIE, cookie).get(GOOD).asString());
        assertThat(page.select("#operator-lamp-service-deeds tbody tr").stream()
                        .map(row -> row.child(1).text() + ": " + row.child(3).text()))
                .contains("anna: done 4", "ben: done 3");
    }

    @ParameterizedTest
    @CsvSource({
        "anna, ben's own password",
        "anna, operator-of-the-tests",
        "operator, anna's own password",
        "carl, anna's own password",
        "anna, ''",
        "'', ''",
        "anna~x, anna's own password",
        "ANNA, anna's own password"
    })
    void nobody_signs_in_with_anothers_password(String name, String password) {
        Response refused = signIn(name, password);

        refused.then().statusCode(401);
        assertThat(refused.getCookie(COOKIE)).isNull();
    }

    /** Or anna would guess at ben's as fast as she can sign in herself. */
    @Test
    void a_right_password_does_not_make_the_wrong_ones_before_it_be_forgotten() {
        String from = "198.51.100.99";
        for (int i = 0; i < 5; i++) {
            signInFrom(from, "anna", "anna's own password").then().statusCode(200);
            signInFrom(from, "ben", "guess " + i).then().statusCode(401);
        }

        signInFrom(from, "ben", "one more").then().statusCode(429);
    }

    @Test
    void the_operator_without_a_name_signs_in_beside_them() {
        signIn("operator", "operator-of-the-tests").then().statusCode(200);
    }

    @Test
    void after_signing_out_a_copy_of_the_cookie_opens_nothing() {
        String cookie = signIn("anna", "anna's own password").getCookie(COOKIE);
        String other = signIn("anna", "anna's own password").getCookie(COOKIE);
        String login = loginOn(cookie);

        Response said = given().formParam("login", login).post("signed-out");

        said.then().statusCode(200).body(containsString("after signing in"));
        given().cookie(COOKIE, cookie).get(GOOD).then().statusCode(401);
        given().cookie(COOKIE, cookie)
                .formParam("reason", "why not")
                .post("operator/history")
                .then()
                .statusCode(401);
        given().cookie(COOKIE, other).get(GOOD).then().statusCode(200);
    }

    /** Another service's widget may have been answered first, and the browser be without a cookie, or have that of the next login. */
    @Test
    void the_page_ends_the_login_that_it_was_made_for_whatever_cookie_there_is_now() {
        String cookie = signIn("anna", "anna's own password").getCookie(COOKIE);
        String next = signIn("ben", "ben's own password").getCookie(COOKIE);

        Response said =
                given().cookie(COOKIE, next).formParam("login", loginOn(cookie)).post("signed-out");

        assertThat(said.getCookies()).doesNotContainKey(COOKIE);
        given().cookie(COOKIE, cookie).get(GOOD).then().statusCode(401);
        given().cookie(COOKIE, next).get(GOOD).then().statusCode(200);
    }

    /** Or anybody could sign operators out, and fill the table. */
    @Test
    void nobody_ends_a_login_who_was_not_given_its_end() {
        String cookie = signIn("anna", "anna's own password").getCookie(COOKIE);
        String login = loginOn(cookie);
        String id = login.substring(0, 36);
        String tag = login.substring(login.lastIndexOf('.') + 1);
        String ofAnother = loginOn(signIn("anna", "anna's own password").getCookie(COOKIE));
        for (String made : List.of(
                "",
                id,
                id + "." + Instant.now().plusSeconds(60).getEpochSecond() + "." + tag,
                id + ofAnother.substring(36),
                login.substring(0, login.length() - 1) + (login.endsWith("A") ? "B" : "A"),
                login + "A",
                "A" + login,
                UUID.randomUUID() + login.substring(36),
                id + ".99999999999." + tag,
                login.replace(tag, ""))) {
            given().formParam("login", made).post("signed-out").then().statusCode(200);
            given().cookie(COOKIE, cookie).get(GOOD).then().statusCode(200);
        }
    }

    @Test
    void whoever_is_not_signed_in_may_say_that_he_has_signed_out() {
        given().post("signed-out").then().statusCode(200).body(containsString("after signing in"));
        given().cookie(COOKIE, "made-up").post("signed-out").then().statusCode(200);
        given().header("Sec-Fetch-Site", "cross-site").post("signed-out").then().statusCode(403);
        given().formParam("login", "a".repeat(101)).post("signed-out").then().statusCode(400);
    }

    @Test
    void a_login_is_over_after_its_time_however_often_its_cookie_was_renewed() {
        Instant now = Instant.now();
        withCookie(now.minusSeconds(11 * 3600), "p", "anna").then().statusCode(200);
        withCookie(now.minusSeconds(13 * 3600), "p", "anna").then().statusCode(401);
        withCookie(now.minusSeconds(13 * 3600), "o", "eve").then().statusCode(401);
    }

    @Test
    void an_operator_who_is_not_in_the_configuration_any_more_is_not_let_in() {
        withCookie(Instant.now(), "p", "carl").then().statusCode(401);
        withCookie(Instant.now(), "o", "carl").then().statusCode(200);
    }

    /** Such as those of a version before. */
    @ParameterizedTest
    @ValueSource(strings = {"operator", "", "a~b~p~c", "~~~", "00000000-0000-0000-0000-000000000000~1~p~"})
    void what_the_cookie_holds_must_be_a_login(String held) throws Exception {
        given().cookie(COOKIE, sealed(held)).get(GOOD).then().statusCode(401);
    }

    @Test
    void a_shopper_in_the_same_browser_is_not_refused_for_an_old_login() throws Exception {
        TestShopper shopper = TestShopper.fresh();
        for (String held : new String[] {"operator", login(Instant.EPOCH, "p", "anna")}) {
            shopper.asking("lamp-service")
                    .cookie(COOKIE, sealed(held))
                    .get("checkouts/" + shopper.id() + "/widgets/lamp")
                    .then()
                    .statusCode(200);
        }
    }

    /** Each from an address of its own, so that the brake is not what refuses. */
    private static Response signIn(String name, String password) {
        return signInFrom("198.51.100." + ADDRESS.incrementAndGet(), name, password);
    }

    private static Response signInFrom(String address, String name, String password) {
        return given().header("X-Forwarded-For", address)
                .formParam("j_username", name)
                .formParam("j_password", password)
                .post("j_security_check");
    }

    /** What the page carries that this cookie opens. */
    private static String loginOn(String cookie) {
        Document page = Jsoup.parse(given().cookie(COOKIE, cookie).get(GOOD).asString());
        return page.expectFirst("input[name=login]").val();
    }

    private Response withCookie(Instant since, String how, String operator) {
        return given().cookie(COOKIE, sealed(login(since, how, operator))).get(GOOD);
    }

    private static String login(Instant since, String how, String operator) {
        return UUID.randomUUID() + "~" + since.getEpochSecond() + "~" + how + "~" + operator;
    }

    /** A cookie as whoever has the key makes it. */
    private String sealed(String held) {
        try {
            byte[] secret = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            byte[] iv = new byte[12];
            new SecureRandom().nextBytes(iv);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, iv));
            byte[] closed = cipher.doFinal(
                    (Instant.now().plusSeconds(3600).toEpochMilli() + ":" + held).getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(13 + closed.length)
                            .put((byte) 12)
                            .put(iv)
                            .put(closed)
                            .array());
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
