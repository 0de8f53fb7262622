package io.intarsia.eventlog;

import io.intarsia.kit.operator.ForOperators;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of this service that an operator reads. */
@ForOperators
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

    @Message("Sign in with your organisation's account")
    String signInElsewhere();

    @Message("Name")
    String name();

    @Message("Password")
    String password();

    @Message("This is not the operator's password.")
    String wrongPassword();

    @Message("This is not an operator's name and password.")
    String wrongNameOrPassword();

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

    @Message("In the order of cause and effect; times in UTC")
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

    @Message("Find events")
    String filter();

    @Message("the whole name")
    String serviceHint();

    @Message("A service is written in small letters, digits and hyphens.")
    String serviceUnreadable();

    @Message("From")
    String from();

    @Message("Before")
    String to();

    @Message("UTC")
    String utc();

    @Message("A time is written like 2026-11-24T15:00.")
    String timeUnreadable();

    @Message("Only problems")
    String onlyProblems();

    @Message("problem")
    String problem();

    @Message("{#if count == 1}One checkout is stuck{#else}{count} checkouts are stuck{/if}")
    String stuck(long count);

    @Message("This checkout is stuck")
    String oneIsStuck();

    @Message("{service} should have told {types} after {after}; waiting for {waited}.")
    String missing(String service, String types, String after, String waited);

    @Message("{service} does not answer.")
    String isDown(String service);

    @Message("See what {service} says")
    String seeItsSide(String service);

    @Message("The {count} that are stuck longest are shown.")
    String firstAreShown(int count);

    @Message("Refused: these carried more than an event may, or were none")
    String refusedTitle();

    @Message("Refused: {type} of {service}, {reason}")
    String refusedOne(String service, String type, String reason);

    @Message("New events appear by themselves.")
    String live();

    @Message("Pause")
    String pause();

    @Message("Go on")
    String goOn();

    @Message(
            "{#if count == 0}Paused. Nothing newer has come.{#else if count == 1}Paused. One newer event has come.{#else if count >= 1000}Paused. 1,000 newer events or more have come.{#else}Paused. {count} newer events have come.{/if}")
    String newerWait(int count);

    @Message("{#if count == 1}One event{#else}{count} events, within {lasted}{/if}; nothing is stuck.")
    String summary(int count, String lasted);

    @Message("Nothing has happened under this ID, or it was so long ago that it is forgotten.")
    String nothingOfOne();

    @Message("What led to what")
    String sequence();

    @Message(
            "Sequence diagram: a lifeline for each service, an arrow from each event to what it led to. The table below says the same.")
    String sequenceLabel();

    @Message(
            "A dot is an event, told by the service on whose line it stands; an arrow comes from its cause. A dashed ring is an event that is awaited. A small ring stands where a service listens to it.")
    String sequenceKey();

    @Message("The ring shows what that service says in its own widget below:")
    String keyOfSaid();

    @Message("it says nothing, or is down")
    String keyOfSilent();

    @Message("it has reacted, within this time")
    String keyOfDone();

    @Message("it waits for its own data, or is trying")
    String keyOfWaiting();

    @Message("it has given up: parked")
    String keyOfParked();

    @Message("the event came to it twice, and took effect once")
    String keyOfRepeated();

    @Message("Who listens")
    String listeners();

    @Message("Keyboard")
    String keyboard();

    @Message("next, previous event of the list")
    String keysOfRows();

    @Message("open its order")
    String keyOfOpen();

    @Message("search by order number")
    String keyOfSearch();

    @Message("out of a field, into the list")
    String keyOfLeaving();

    @Message("pause, go on")
    String keyOfPause();

    @Message("from an order back to the list")
    String keysOfBack();

    @Message("Single letters and signs do this in this browser")
    String singleKeys();

    @Message("Catalogue of events (AsyncAPI)")
    String asyncApi();

    @Message("a person or a clock")
    String personOrClock();

    @Message("person or clock")
    String laneOfPerson();

    @Message("{service} listens to this event")
    String listens(String service);

    @Message("How long it took")
    String timeline();

    @Message("Timeline: a bar for each event, from its cause to itself. The table below says the same.")
    String timelineLabel();

    @Message("Waiting for {who}: {lasted}")
    String waitingFor(String who, String lasted);

    @Message("Waiting for a person or a clock: {lasted}")
    String waitingForPerson(String lasted);

    @Message("After its cause")
    String took();

    @Message("Remarks")
    String remarks();

    @Message("an event that has not come")
    String causeMissing();

    @Message("came {times} times")
    String cameTimes(int times);

    @Message("by its clock before its cause: the clocks of two services differ")
    String clocksDiffer();

    @Message("missing")
    String isMissing();

    @Message("awaited")
    String isAwaited();

    @Message("Copy as Mermaid")
    String copyMermaid();

    @Message("Copied.")
    String copied();

    @Message("Mermaid")
    String asMermaid();

    @Message("CloudEvents, one a line (NDJSON)")
    String asLines();

    @Message("CloudEvents (JSON)")
    String asJson();

    @Message("To print")
    String asPage();

    @Message("Traces, each beginning with the request that led to:")
    String traces();

    @Message("trace of {type}")
    String traceOf(String type);

    @Message("trace")
    String trace();

    @Message(
            "This order is forgotten: the services have been told to delete what they keep of it. These events stay until their month is dropped.")
    String forgotten();
}
