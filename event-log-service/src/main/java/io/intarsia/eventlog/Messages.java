package io.intarsia.eventlog;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of this service that a person reads. */
@MessageBundle
public interface Messages {
    @Message("Events")
    String title();

    @Message("The events cannot be shown at the moment.")
    String fallback();

    @Message("Events of order {number}")
    String titleOfOne(String number);

    @Message("Sign in to see the events.")
    String signInFirst();

    @Message("Password")
    String password();

    @Message("This is not the operator's password.")
    String wrongPassword();

    @Message("Sign in")
    String signIn();

    @Message("Sign out")
    String signOut();

    @Message("Event begins with")
    String typeBegins();

    @Message("for example payment")
    String typeHint();

    @Message("An event is written in small letters, digits, dots and hyphens.")
    String typeUnreadable();

    @Message("Order number")
    String number();

    @Message("or a whole correlation ID")
    String numberHint();

    @Message("An order number has eight digits or letters from A to F.")
    String numberUnreadable();

    @Message("Show")
    String show();

    @Message("Newest first; times in UTC")
    String captionOfAll();

    @Message("In the order of time (UTC)")
    String captionOfOne();

    @Message("Time")
    String time();

    @Message("Event")
    String event();

    @Message("Service")
    String service();

    @Message("Order")
    String order();

    @Message("Cause")
    String cause();

    @Message("Nothing has happened yet.")
    String nothing();

    @Message("No event fits.")
    String nothingFits();

    @Message("Older")
    String older();

    @Message("All events")
    String all();
}
