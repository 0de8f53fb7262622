package io.intarsia.checkout;

import io.intarsia.kit.operator.ForOperators;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** What an operator is told who wants an order forgotten that cannot be. */
@ForOperators
@MessageBundle("forgetting")
interface ForgettingMessages {
    @Message("It was forgotten already.")
    String forgottenAlready();

    @Message("There is nothing here that could be forgotten.")
    String nothingToForget();

    @Message("It is a basket that was never ordered. It is deleted by itself, some time after its last change.")
    String onlyABasket();

    @Message(
            "It is not at its end: it has to be confirmed or cancelled first, which happens by itself before its time is over.")
    String notDecidedYet();

    @Message("It is not at its end: it is confirmed, and the payment has not been taken yet.")
    String notPaidYet();

    @Message("It is not at its end: it is cancelled, and the amount reserved on the card has not been released yet.")
    String notReleasedYet();
}
