package io.intarsia.journeys;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.rabbitmq.client.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A queue is lost with the events in it: they were confirmed, so no outbox has them, but the event log has. */
class LostQueueTest extends Journey {
    private static final String SLOW = "4000 0000 0000 0044";

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose queues are not to be deleted");
    }

    @Test
    void an_order_whose_events_were_lost_with_deliverys_queue_is_confirmed_when_delivery_is_back() throws Exception {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(SLOW);
        stopsDeliveryOncePlaced(zoe.page());
        zoe.placesTheOrder().isOnTheOrdersPage();
        ShopUnderTest.awaitInEventLog(
                zoe.orderId(), "payment.authorised.delivery-service", "reservation.made.checkout-service");
        deleteQueueOf("delivery-service");
        zoe.sees("Order received");

        ShopUnderTest.start("delivery-service");

        zoe.sees("Order confirmed");
    }

    @Test
    void orders_go_on_after_a_queue_was_deleted_under_the_running_service() throws Exception {
        deleteQueueOf("delivery-service");

        aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
    }

    /** Sealed and placed, it is not needed any more; the slow card leaves the time to stop it before it is paid. */
    private static void stopsDeliveryOncePlaced(Page page) {
        page.onResponse((Response answer) -> {
            if (answer.url().endsWith("/place")) {
                ShopUnderTest.stop("delivery-service");
            }
        });
    }

    private static void deleteQueueOf(String service) throws Exception {
        try (Connection connection = ShopUnderTest.broker()) {
            connection.createChannel().queueDelete(service);
        }
    }
}
