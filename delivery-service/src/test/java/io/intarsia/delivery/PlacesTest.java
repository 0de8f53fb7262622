package io.intarsia.delivery;

import static io.intarsia.delivery.AtTheDoor.chosen;
import static io.intarsia.delivery.AtTheDoor.complete;
import static io.intarsia.delivery.AtTheDoor.version;
import static io.intarsia.delivery.AtTheDoor.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class PlacesTest {
    @Inject
    SettableClock clock;

    @Inject
    SlotsForTests slotsForTests;

    @Inject
    Slots slots;

    @Inject
    EntityManager entities;

    @Inject
    ApprovedIssuers approved;

    @AfterEach
    void put_the_clock_right() {
        clock.putRight();
    }

    @Test
    void of_a_thousand_shoppers_at_once_exactly_a_hundred_get_the_last_hundred_places() {
        String slot = slotsForTests.make(100);
        // A connection each, as a thousand browsers have: one of HTTP/2 takes no more than a hundred at once.
        HttpClient browser =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<AtTheDoor> shoppers =
                Stream.generate(() -> new AtTheDoor(clock)).limit(1_000).toList();
        assertThat(all(shoppers, shopper -> shopper.saves(browser, complete(slot))))
                .containsOnly(200);

        List<Integer> answers = all(shoppers, shopper -> shopper.seals(browser, 1));

        assertThat(slotsForTests.taken(slot)).isEqualTo(100);
        assertThat(Collections.frequency(answers, 200)).isEqualTo(100);
        assertThat(answers).containsOnly(200, 422);
    }

    @Test
    void one_shopper_who_seals_many_times_at_once_takes_one_place() throws Exception {
        String slot = slotsForTests.make(20);
        AtTheDoor shopper = new AtTheDoor(clock);
        shopper.save(complete(slot)).then().statusCode(200);
        long version = version(shopper.show());

        List<Integer> answers = all(Stream.generate(
                        () -> (Callable<Integer>) () -> shopper.seal(version).statusCode())
                .limit(16)
                .toList());

        assertThat(answers).containsOnly(200);
        assertThat(slotsForTests.taken(slot)).isEqualTo(1);
    }

    /** One tab seals what it was shown, while another changes the option: whoever comes first, the price is that of the place that is held. */
    @RepeatedTest(15)
    void an_option_that_is_changed_while_it_is_sealed_costs_what_is_held() throws Exception {
        String standard = slotsForTests.make(20);
        AtTheDoor shopper = new AtTheDoor(clock);
        shopper.save(complete(standard)).then().statusCode(200);
        String express = chosen(shopper.save(Map.of("option", "express")), "slot");
        long version = version(shopper.save(complete(standard)));

        List<Response> answers = all(List.<Callable<Response>>of(
                () -> shopper.seal(version),
                () -> shopper.save(complete(express)),
                () -> shopper.seal(version),
                () -> shopper.seal(version + 1),
                () -> shopper.save(complete(express))));
        Response last = shopper.seal(version(shopper.show()));

        assertThat(answers)
                .extracting(Response::statusCode)
                .containsAnyOf(200)
                .allMatch(List.of(200, 409, 412)::contains);
        Money held = Money.of(
                Long.parseLong(
                        widget(shopper.show()).expectFirst("[data-amount]").attr("data-amount")),
                "EUR");
        assertThat(approved.verify(last.then().statusCode(200).extract().path("quote"), shopper.id())
                        .amount())
                .isEqualTo(held);
        for (Response answer : answers) {
            if (answer.contentType().startsWith("application/json")) {
                assertThat(approved.verify(answer.path("quote"), shopper.id()).amount())
                        .isEqualTo(held);
            }
        }
    }

    @Test
    void the_database_refuses_an_overbooked_slot_whatever_the_code_does() {
        String slot = slotsForTests.make(1);

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew()
                        .run(() -> entities.createNativeQuery("update slot set taken = 2 where id = :id")
                                .setParameter("id", slot)
                                .executeUpdate()))
                .hasStackTraceContaining("slot_never_overbooked");
    }

    @Test
    void a_hold_that_is_not_paid_ends_by_itself() {
        String slot = slotsForTests.make(1);
        AtTheDoor shopper = new AtTheDoor(clock);
        shopper.sealIn(slot);

        clock.putForward(Duration.ofMinutes(61));

        await().untilAsserted(() -> assertThat(slotsForTests.taken(slot)).isZero());
        new AtTheDoor(clock).sealIn(slot);
    }

    @Test
    void a_hold_that_was_sealed_again_does_not_end_at_its_first_deadline() {
        String slot = slotsForTests.make(1);
        String control = slotsForTests.make(1);
        AtTheDoor shopper = new AtTheDoor(clock);
        shopper.sealIn(slot);
        new AtTheDoor(clock).sealIn(control);
        clock.putForward(Duration.ofMinutes(40));
        shopper.seal(version(shopper.show())).then().statusCode(200);

        clock.putForward(Duration.ofMinutes(25));

        await().untilAsserted(() -> assertThat(slotsForTests.taken(control)).isZero());
        assertThat(slotsForTests.taken(slot)).isEqualTo(1);
    }

    @Test
    void sealing_after_the_hold_has_ended_takes_a_place_again_while_there_is_one() {
        String slot = slotsForTests.make(1);
        AtTheDoor shopper = new AtTheDoor(clock);
        shopper.sealIn(slot);
        clock.putForward(Duration.ofMinutes(61));
        await().untilAsserted(() -> assertThat(slotsForTests.taken(slot)).isZero());

        shopper.seal(version(shopper.show())).then().statusCode(200);

        assertThat(slotsForTests.taken(slot)).isEqualTo(1);
        assertThat(new AtTheDoor(clock).save(complete(slot)).statusCode()).isEqualTo(422);
    }

    @Test
    void planning_the_next_days_again_and_at_once_adds_nothing() throws Exception {
        long planned = count();
        assertThat(planned).isPositive();

        all(Stream.generate(() -> (Callable<Integer>) () -> {
                    slots.planNextDays();
                    return 0;
                })
                .limit(8)
                .toList());

        assertThat(count()).isEqualTo(planned);
    }

    @Test
    void every_day_brings_new_slots_but_none_on_sundays() {
        long before = count();
        clock.putForward(Duration.ofDays(7));
        slots.planNextDays();

        assertThat(count()).isGreaterThan(before);
        assertThat(number("select count(*) from slot where day < '2039-01-01' and extract(isodow from day) = 7"))
                .isZero();
    }

    private long count() {
        return number("select count(*) from slot where day < '2039-01-01'");
    }

    private long number(String sql) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(sql).getSingleResult()).longValue());
    }

    private static List<List<AtTheDoor>> inTwenties(List<AtTheDoor> shoppers) {
        return IntStream.range(0, shoppers.size() / 20)
                .mapToObj(n -> shoppers.subList(20 * n, 20 * n + 20))
                .toList();
    }

    private static List<Integer> all(
            List<AtTheDoor> shoppers, Function<AtTheDoor, CompletableFuture<Integer>> request) {
        List<CompletableFuture<Integer>> sent = shoppers.stream().map(request).toList();
        return sent.stream().map(CompletableFuture::join).toList();
    }

    private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<T> results = new java.util.ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
