package io.intarsia.shell;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of the shell that a shopper sees. */
@MessageBundle
interface Messages {
    @Message("Intarsia")
    String shop();

    @Message("For desk and table")
    String storefront();

    @Message("Checkout")
    String checkout();

    @Message("Your order")
    String order();

    @Message("Event log")
    String eventLog();

    @Message("Skip to the content")
    String skip();

    @Message("Language")
    String languages();

    @Message("Prices include tax. Each part of this page belongs to a service of its own.")
    String footer();

    @Message("Total")
    String total();

    @Message("Who owns what")
    String owners();

    @Message("Forget me on this computer")
    String forget();

    @Message(
            "This shop needs JavaScript: your browser makes the key that only you can open your order with. Please switch it on.")
    String noScript();

    @Message(
            "A part of this page did not come, and nothing works without it. Please load the page again. If that does not help, something in your browser may hold it back, for example a blocker of scripts.")
    String scriptMissing();

    @Message("A part of this page is not available at the moment ({service}).")
    String unknownService(String service);

    @Message("This page does not exist")
    String notFoundTitle();

    @Message("The address may have a typing error, or the page has moved.")
    String notFoundText();

    @Message("Something went wrong here")
    String brokenTitle();

    @Message("It is written down. Nothing that you typed or ordered is lost; please try again in a moment.")
    String brokenText();

    @Message("To the shop")
    String toTheShop();

    @Message(
            "This shop needs a secure connection (https) or this very computer (localhost): without one, your browser cannot make the key that protects your order.")
    String insecure();

    @Message(
            "This order was placed in another browser, or it was forgotten on this computer. It can be seen only where it was placed.")
    String otherBrowser();

    @Message("This part does not answer at the moment. What you typed is kept; it is tried again by itself.")
    String unavailable();

    @Message("A part of the checkout is missing at the moment. Your order can be placed as soon as it is back.")
    String incomplete();

    @Message("Checking what you entered …")
    String checking();

    @Message("Please look at the marked fields.")
    String invalid();

    @Message("Please look at this")
    String toMend();

    @Message("Error: {title}")
    String errorTitle(String title);

    @Message("Setting aside what you chose …")
    String sealing();

    @Message("Something has changed in the meantime. Please look at it once more, then place your order again.")
    String changed();

    @Message("What you chose is held for you, at these prices, for at least {time}.")
    String held(String time);

    @Message(
            "What you chose is no longer held for you. Nothing is lost: place the order, and what can still be had is held again.")
    String heldNoMore();

    @Message("Hold it for longer")
    String holdLonger();

    @Message("Placing your order …")
    String placing();

    @Message("Asking your bank …")
    String paying();

    @Message("Done. One moment …")
    String going();

    @Message("“{part}” did not answer. Nothing is lost, and pressing again is safe: you will not pay twice.")
    String noAnswer(String part);

    @Message("Something went wrong on this page. Nothing is lost, and pressing again is safe: you will not pay twice.")
    String failed();

    @Message("You are offline. What you typed is kept here, and saved when you are back.")
    String offline();

    @Message("You are offline. Nothing is lost, and pressing again is safe as soon as you are back.")
    String offlineAgain();

    @Message("Your last order: {number}")
    String lastOrder(String number);

    @Message("This part does not answer at the moment. Nothing is lost; please try again in a moment.")
    String pressAgain();

    @Message("That was too often for now. Nothing is lost: what you typed is kept here. Please press again in {time}.")
    String tooOften(String time);

    @Message("That was too often for now. What you typed is kept here, and saved by itself in {time}.")
    String savedLater(String time);

    @Message("That was too often for now. Please leave this page open: what you changed is taken over in {time}.")
    String carriedLater(String time);

    @Message("This could not be saved. What you typed is kept here; please look at it once more.")
    String notTaken();

    @Message(
            "Your browser does not let this shop keep the key that protects your order. A private window may be the reason; please use an ordinary one.")
    String noKeys();

    @Message("Your order is being placed in another tab.")
    String otherTab();

    @Message("What you changed is being taken over …")
    String takingOver();

    @Message("Your keys on this computer were deleted.")
    String forgotten();

    @Message("took {millis} ms")
    String took(String millis);

    @Message("{seconds} s old")
    String age(String seconds);
}
