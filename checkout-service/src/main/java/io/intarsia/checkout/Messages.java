package io.intarsia.checkout;

import io.intarsia.kit.quote.Money;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.math.BigDecimal;

/** Every text of this service that a shopper or an operator sees. */
@MessageBundle("checkout")
interface Messages {
    // The catalogue

    @Message("Products")
    String catalogueHeading();

    @Message("The products cannot be shown at the moment.")
    String catalogueFallback();

    @Message("Quantity")
    String quantity();

    @Message("Add to basket")
    String addToBasket();

    @Message("Added to basket")
    String addedToBasket();

    @Message("Enter a whole number from 1 to {most}.")
    String quantityExpected(int most);

    @Message("At most {most} of one product; you have {have} in your basket.")
    String tooManyOfOne(int most, int have);

    @Message("A basket holds at most {most} different products.")
    String tooManyLines(int most);

    @Message("Your last order is on its way through the checkout.")
    String basketClosed();

    // The basket

    @Message("Basket")
    String basketTitle();

    @Message("The basket cannot be shown at the moment.")
    String basketFallback();

    @Message("{#if count == 1}1 item{#else}{count} items{/if} in your basket")
    String itemsInBasket(int count);

    @Message("Checkout")
    String checkout();

    // Contact

    @Message("Contact")
    String contactHeading();

    @Message("Your email address cannot be taken at the moment.")
    String contactFallback();

    @Message("Email")
    String email();

    @Message("Where we can reach you about this order.")
    String emailHint();

    @Message("Enter your email address.")
    String emailMissing();

    @Message("Enter an email address like name@example.com.")
    String emailMalformed();

    // The summary

    @Message("Your order")
    String summaryHeading();

    @Message("Your order cannot be shown at the moment.")
    String summaryFallback();

    @Message("Your basket is empty.")
    String basketEmpty();

    @Message("Choose something in the shop")
    String toTheShop();

    /** How many different ones; more than one. */
    @Message("{count} products")
    String products(int count);

    @Message("{price} each")
    String each(Money price);

    @Message("Remove")
    String remove();

    @Message("Remove {product}")
    String removeProduct(String product);

    @Message("This product is no longer sold. Remove it to go on.")
    String noLongerSold();

    @Message("Goods")
    String goods();

    @Message("includes {percent} % tax")
    String includesTax(BigDecimal percent);

    @Message(
            "Your basket was changed elsewhere, for example in another tab. This is how it is now; please look at it again.")
    String basketChanged();

    @Message("Something in your basket is no longer sold. Remove it to go on.")
    String notEverythingSold();

    @Message("This order cannot be changed any more.")
    String orderClosed();

    // Place order

    @Message("Place order")
    String placeOrder();

    @Message("An order cannot be placed at the moment.")
    String placeOrderFallback();

    @Message("Total")
    String total();

    /** Beside what is said of the order: leads to the field. */
    @Message("Change")
    String change();

    @Message("With “Place order” you buy what is shown here, at this total.")
    String placeOrderHint();

    // The order

    @Message("Order")
    String orderHeading();

    @Message("Your order cannot be shown at the moment. Nothing is lost.")
    String orderFallback();

    @Message("There is no order here. It may not have been placed yet.")
    String noOrder();

    @Message(
            "The data of order {number} were deleted. We keep neither what was in it nor who you are; there is nothing here any more.")
    String orderForgotten(String number);

    @Message("What you ordered")
    String whatYouOrdered();

    @Message("Order number")
    String orderNumber();

    @Message("Order received")
    String received();

    @Message("Order confirmed")
    String confirmed();

    @Message("Order cancelled")
    String cancelled();

    @Message("Payment declined")
    String declined();

    @Message("We have your order and are waiting for the payment. This page goes on by itself.")
    String receivedWaitingForPayment();

    @Message("The amount is reserved. We are making sure that everything can be had; this page goes on by itself.")
    String receivedPaid();

    @Message("Nothing was charged. Your order is kept for now: try another card on this page.")
    String declinedMeaning();

    @Message("Everything is reserved for you. We are taking the payment now.")
    String confirmedMeaning();

    @Message("Everything is reserved for you and paid. There is nothing more for you to do.")
    String confirmedAndPaid();

    @Message("Everything is reserved for you, but the payment could not be taken. Nothing is sent before it is.")
    String captureFailed();

    @Message("The delivery could not be reserved, so your order was cancelled.")
    String cancelledNoDelivery();

    @Message("Not everything could be reserved, so your order was cancelled.")
    String cancelledRefused();

    @Message("Your order was not completed in time, so it has expired.")
    String cancelledExpired();

    @Message("You cancelled this order, or changed it and went on with a new one.")
    String cancelledByShopper();

    @Message("Everything that you had chosen and typed, apart from the card, is kept. You can go on from there.")
    String beginAgainMeaning();

    @Message("Go on with a new order")
    String beginAgain();

    @Message("Nothing was charged.")
    String nothingCharged();

    @Message("Nothing was charged; the amount that was reserved on your card is being released.")
    String beingReleased();

    @Message("Nothing was charged; the amount that was reserved on your card has been released.")
    String released();
}
