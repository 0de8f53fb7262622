package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.intarsia.journeys.TraceCollector.ReceivedSpan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shop under test is told where to send its traces, as {@code INTARSIA_TRACES=… mvn} does. */
class OneTraceTest extends Journey {
    private static final List<String> TYPED = List.of(
            "marker-email-8301@example.org",
            "Nomen Markername 8302",
            "Markerstreet 8303",
            "Markertown 8305",
            "Cardholder Marker 8306",
            "5555 5555 5555 4444");

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation that is not to be started here");
    }

    @Test
    void one_trace_leads_from_the_browsers_post_to_the_last_reaction_and_the_log_links_to_it() {
        TraceCollector collector = ShopUnderTest.traces();
        Shopper zoe = aShopper().hasAFilledBasket();
        zoe.types("Email", TYPED.get(0));
        zoe.types("Full name", TYPED.get(1));
        zoe.types("Address line 1", TYPED.get(2));
        zoe.types("City", TYPED.get(3));
        zoe.types("Postcode", "04109");
        zoe.types("Name on card", TYPED.get(4));
        zoe.types("Card number", TYPED.get(5));
        zoe.types("Expiry date", "12/34");
        zoe.types("Security code", "937");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.captured", "delivery.scheduled");

        Page log = signedInAt("/event-log/" + zoe.orderId());
        Locator link = log.locator("#events-story tbody tr", new Page.LocatorOptions().setHasText("payment.captured"))
                .first()
                .locator("a[rel=noreferrer]");
        String trace = link.getAttribute("href").replace("https://traces.example/trace/", "");

        List<ReceivedSpan> payment = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> collector.ofTrace(trace),
                        spans -> has(spans, "event-log-service", "react to delivery.scheduled")
                                && has(spans, "delivery-service", "react to payment.captured")
                                && has(spans, "event-log-service", "react to payment.captured")
                                && isWhole(spans));
        assertThat(payment.stream().filter(span -> span.parent().isEmpty()))
                .as("where it begins")
                .singleElement()
                .satisfies(post -> {
                    assertThat(post.service()).isEqualTo("payment-service");
                    assertThat(post.name()).startsWith("POST /payment-service/checkouts/{correlationId}/");
                });
        assertThat(payment.stream().map(ReceivedSpan::service).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "checkout-service", "payment-service", "delivery-service", "event-log-service");
        assertThat(payment.stream().map(ReceivedSpan::name))
                .contains(
                        "send payment.secured",
                        "react to payment.secured",
                        "send order.confirmed",
                        "send payment.captured");
        for (ReceivedSpan span : collector.spans()) {
            assertThat(TYPED).as(span.name()).noneMatch(marker -> LeakSearch.finds(marker, span.text()));
        }
    }

    private Page signedInAt(String path) {
        Shopper operator = aShopper();
        operator.page().navigate(path);
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        operator.page().locator("#events-sign-out").waitFor();
        return operator.page();
    }

    private static boolean has(List<ReceivedSpan> trace, String service, String name) {
        return trace.stream()
                .anyMatch(span -> span.service().equals(service) && span.name().equals(name));
    }

    /** Each span's parent is there, so that the trace is one tree. */
    private static boolean isWhole(List<ReceivedSpan> trace) {
        Set<String> ids = trace.stream().map(ReceivedSpan::id).collect(Collectors.toSet());
        return trace.stream().allMatch(span -> span.parent().isEmpty() || ids.contains(span.parent()));
    }
}
