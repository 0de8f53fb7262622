package io.intarsia.payment;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text that a shopper reads of this service. */
@MessageBundle
interface Messages {
    @Message("Payment")
    String cardHeading();

    @Message("Payment is not available at the moment. It comes back by itself.")
    String cardFallback();

    @Message("The total is reserved on your card when you place the order, and charged when the order is confirmed.")
    String whenCharged();

    /** @param total where the page writes the sum of what is shown */
    @Message("{total} is reserved on your card when you place the order, and charged when the order is confirmed.")
    String whenAmountIsCharged(String total);

    @Message("Of the card number we keep the last four digits only.")
    String whatIsKept();

    @Message("Name on card")
    String name();

    @Message("Card number")
    String number();

    @Message("Expiry date")
    String expiry();

    @Message("MM/YY")
    String expiryHint();

    @Message("Security code")
    String code();

    @Message("3 digits on the back (4 on Amex)")
    String codeHint();

    @Message("Enter the name as it is on the card.")
    String nameMissing();

    @Message("Enter the card number.")
    String numberMissing();

    @Message("Check the card number: a digit is missing or wrong.")
    String numberWrong();

    @Message("This card cannot be used here. Check the number, or use another card.")
    String cardRefused();

    @Message("Enter the expiry date as it is on the card, for example 04/29.")
    String expiryWrong();

    @Message("This card has expired. Use another card.")
    String expiryPast();

    @Message("Enter the security code, three or four digits.")
    String codeWrong();

    @Message("The security code of this card has {digits} digits.")
    String codeOfOtherLength(int digits);

    @Message("The card could not be checked now. Nothing was charged. Try again.")
    String notReached();

    @Message(
            "A card has been used for this order already, and no second one will be charged. Place order leads you to it.")
    String underWay();

    @Message("This checkout is over. Nothing was tried with this card.")
    String over();

    @Message("The total has changed. Nothing was charged. Look at the amount, then place the order again.")
    String otherSum();

    @Message("The prices were held for a while and have expired. Nothing was charged. Place the order again.")
    String quotesExpired();

    @Message("The prices could not be verified. Nothing was charged. Load the page again, then place the order.")
    String quotesNotAccepted();

    @Message("Payment")
    String receiptHeading();

    @Message("The receipt is not available at the moment. It comes back by itself.")
    String receiptFallback();

    @Message("Total")
    String total();

    @Message("(tax included)")
    String includesTax();

    @Message("Card")
    String card();

    @Message("{brand} ending in {last4}")
    String cardEnding(String brand, String last4);

    @Message("ending in {last4}")
    String cardOfNoBrandEnding(String last4);

    @Message("Nothing paid")
    String stateNothingTried();

    @Message("No card has been used for this order yet.")
    String explainNothingTried();

    @Message("Asking your bank")
    String stateAsking();

    @Message("Your bank has not answered yet. We keep asking, and no card is charged twice. You need not wait here.")
    String explainAsking();

    @Message("Declined")
    String stateDeclined();

    @Message("The card was declined by its bank. Nothing was charged.")
    String explainDeclined();

    @Message("There is not enough money on this card. Nothing was charged.")
    String explainInsufficientFunds();

    @Message("The card has expired. Nothing was charged.")
    String explainExpiredCard();

    @Message("Use another card, or try this one again.")
    String anotherCard();

    @Message(
            "The prices of this order were held for a while, and that time is over. Nothing that you chose is lost: you can pay as soon as they are held again.")
    String pricesExpired();

    @Message("Hold the prices again")
    String payAgain();

    @Message("Held for you at these prices for at least {time}.")
    String payableFor(String time);

    @Message("Hold it for longer")
    String holdLonger();

    @Message("Try again")
    String tryAgain();

    @Message("Reserved")
    String stateReserved();

    @Message("The amount is reserved on your card. It is charged when the order is confirmed.")
    String explainReserved();

    @Message("Charged")
    String stateCharged();

    @Message("Your card has been charged.")
    String explainCharged();

    @Message("Not charged")
    String stateChargeFailed();

    @Message("The amount was reserved, but your bank did not let us charge it. Nothing was taken, and nothing is sent.")
    String explainChargeFailed();

    @Message("Being released")
    String stateReleasing();

    @Message("The order was cancelled. The amount reserved on your card is being released; nothing was charged.")
    String explainReleasing();

    @Message("Released")
    String stateReleased();

    @Message("The order was cancelled. The amount reserved on your card has been released; nothing was charged.")
    String explainReleased();

    @Message("Not charged")
    String stateNotCharged();

    @Message("The order was cancelled. Nothing was charged.")
    String explainNotCharged();

    @Message("Deleted")
    String stateForgotten();

    @Message("What we knew of this payment was deleted: the amount, and the end of the card's number.")
    String explainForgotten();
}
