package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.operator.Forgetting;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** An operator has an order forgotten, because its shopper asks for that; not before it has come to its end, for until then others act for it. */
@Singleton
class OrderForgetting implements Forgetting {
    private final Orders orders;
    private final Forgotten forgotten;
    private final ForgettingMessages messages;

    OrderForgetting(Orders orders, Forgotten forgotten, ForgettingMessages messages) {
        this.orders = orders;
        this.forgotten = forgotten;
        this.messages = messages;
    }

    @Override
    public @Nullable String objection(CorrelationId checkout) {
        return forgotten.has(checkout) ? messages.forgottenAlready() : objection(orders.look(checkout));
    }

    @Override
    public @Nullable String forget(CorrelationId checkout) {
        if (forgotten.has(checkout)) {
            return messages.forgottenAlready();
        }
        Order order = orders.take(checkout);
        String objection = objection(order);
        if (objection == null) {
            orders.forget(order);
        }
        return objection;
    }

    private @Nullable String objection(Order order) {
        if (order.endedAt != null) {
            return null;
        }
        if (order.isOver()) {
            return order.confirmedAt != null ? messages.notPaidYet() : messages.notReleasedYet();
        }
        if (order.isSealed() || order.expiresAt != null) {
            return messages.notDecidedYet();
        }
        return order.isNew() ? messages.nothingToForget() : messages.onlyABasket();
    }
}
