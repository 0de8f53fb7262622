package io.intarsia.kit.operator;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/** Every text of the operator's widget that a person reads. */
@ForOperators
@MessageBundle("operator")
public interface Messages {
    @Message("{service} does not answer: its widget is missing because it is down.")
    String fallback(String service);

    @Message("How this service stands is shown after signing in.")
    String afterSigningIn();

    @Message("under a minute")
    String underAMinute();

    @Message("{count} min")
    String minutes(long count);

    @Message("{count} h")
    String hours(long count);

    @Message("{count} days")
    String days(long count);

    @Message("Not sent yet")
    String unsent();

    @Message("Sent in vain")
    String unroutable();

    @Message("Being tried")
    String trying();

    @Message("Waiting for own data")
    String waiting();

    @Message("Parked")
    String parked();

    @Message("{size}, the oldest {oldest}")
    String sizeAndOldest(long size, String oldest);

    @Message("From commit to reaction, last hour")
    String latency();

    @Message("half within {p50} ms, 99 of 100 within {p99} ms")
    String percentiles(long p50, long p99);

    @Message("nothing was done")
    String nothingWasDone();

    @Message("Events done a minute in the last 30 minutes: at most {most}, {sum} in all")
    String rateCaption(long most, long sum);

    @Message("The events below have changed meanwhile.")
    String outdated();

    @Message("Show them as they are now")
    String showNow();

    @Message("What it knows of this order")
    String knows();

    @Message("This service knows nothing of this order.")
    String knowsNothing();

    @Message("Events that came here, in the order in which they did; times in UTC")
    String cameCaption();

    @Message("No event of this order has come here.")
    String nothingCame();

    @Message("Events of this order that have not left yet; times in UTC")
    String unsentCaption();

    @Message("Event")
    String event();

    @Message("Order")
    String order();

    @Message("From")
    String from();

    @Message("Came at")
    String cameAt();

    @Message("Happened at")
    String happenedAt();

    @Message("Since")
    String since();

    @Message("State")
    String state();

    @Message("Attempts")
    String attempts();

    @Message("Came again")
    String repeats();

    @Message("Took")
    String took();

    @Message("{millis} ms")
    String millis(long millis);

    @Message("Problem")
    String problem();

    @Message("Choose")
    String choose();

    @Message("{type} of {time}")
    String chooseEvent(String type, String time);

    @Message("being tried")
    String received();

    @Message("waiting for own data")
    String waits();

    @Message("done")
    String done();

    @Message("parked")
    String isParked();

    @Message(
            "{#switch state}{#case 'received'}being tried{#case 'waiting'}waits for own data{#case 'parked'}parked{#else}reacted{#if millis != null} after {millis} ms{/if}{/switch}{#if attempts > 1}, tried {attempts} times{/if}{#if repeats == 1}, came again once{#else if repeats > 1}, came again {repeats} times{/if}")
    String inWords(String state, Long millis, int attempts, int repeats);

    @Message(
            "{#switch state}{#case 'received'}trying{#case 'waiting'}waits{#case 'parked'}parked{#else}{#if millis != null}{millis} ms{#else}done{/if}{/switch}{#if attempts > 1}, {attempts} tries{/if}{#if repeats > 0} ×{repeats.plus(1)}{/if}")
    String inShort(String state, Long millis, int attempts, int repeats);

    @Message("Parked events")
    String parkedHeading();

    @Message(
            "Given up after their last attempt, and waiting for you: mend what the problem says, then have them tried again. Times in UTC.")
    String parkedCaption();

    @Message("Nothing is parked.")
    String nothingParked();

    @Message("Events sent in vain")
    String vainHeading();

    @Message(
            "Nobody listens to them, or the broker does not confirm them. They are tried every 30 seconds. Times in UTC.")
    String vainCaption();

    @Message("Nothing was sent in vain.")
    String nothingVain();

    @Message("{from} to {to} of {total}")
    String pageOf(int from, int to, long total);

    @Message("Older")
    String previousPage();

    @Message("Newer")
    String nextPage();

    @Message("What is to be sent again?")
    String which();

    @Message("What is ticked")
    String ticked();

    @Message("All {total}")
    String all(long total);

    @Message("Tick the events to be sent again, or choose all.")
    String tickSome();

    @Message("At most so many a second")
    String rate();

    @Message("Enter a whole number from 1 to {most}.")
    String rateExpected(int most);

    @Message("Reason")
    String reason();

    @Message("It is kept for others to read. No personal data.")
    String reasonHint();

    @Message("Enter why.")
    String reasonMissing();

    @Message("See what it will do")
    String preview();

    @Message(
            "{#if count == 1}1 parked event will be tried again{#else}{count} parked events will be tried again, {rate} a second, for about {seconds} s{/if}: {types}.")
    String willTryAgain(long count, String rate, long seconds, String types);

    @Message(
            "{#if count == 1}1 event will be sent again{#else}{count} events will be sent again, {rate} a second, for about {seconds} s{/if}: {types}.")
    String willSendAgain(long count, String rate, long seconds, String types);

    @Message("{left} more stay as they are: so many at once are too many.")
    String leftOver(long left);

    @Message("Nothing of that is left to be sent again.")
    String nothingLeft();

    @Message("Send again")
    String sendAgain();

    @Message("Back")
    String back();

    @Message("{#if count == 1}1 event is{#else}{count} events are{/if} being sent again.")
    String willBeSentAgain(long count);

    @Message("Ask for history")
    String historyHeading();

    @Message(
            "This service asks for all events that it reacts to, and the event log sends them to its queue, oldest first. What has taken effect does not do so again. For a service that joins late or has lost its queue.")
    String historyMeaning();

    @Message("Ask the event log for history again")
    String askForHistory();

    @Message("The history is asked for in a few seconds.")
    String historyIsAskedFor();

    @Message("Forget this order")
    String forgetHeading();

    @Message(
            "Every service deletes what it keeps of this order: contact, address, basket, payment. For a shopper who asks for it, before its time has come. The event log keeps that something happened, and when.")
    String forgetMeaning();

    @Message("Have it forgotten")
    String haveItForgotten();

    @Message("All data of this order will be deleted in every service. This cannot be undone.")
    String forgetWarning();

    @Message("Delete all data of this order")
    String deleteAll();

    @Message("The data of this order are deleted here, and every other service has been told to delete its own.")
    String isForgotten();

    @Message("Forgotten: all that this service knew of this order was deleted at {time} (UTC).")
    String wasForgotten(String time);

    @Message("{operator} wanted it: {why}")
    String wantedBy(String operator, String why);

    @Message("order {number} forgotten")
    String forgot(String number);

    @Message("What operators did")
    String deedsHeading();

    @Message("The newest first; times in UTC")
    String deedsCaption();

    @Message("Nothing yet.")
    String noDeeds();

    @Message("Time")
    String time();

    @Message("Who")
    String who();

    @Message("What")
    String what();

    @Message("Why")
    String why();

    @Message("Outcome now")
    String outcome();

    @Message("{#if events == 1}1 parked event{#else}{events} parked events{/if} tried again")
    String triedAgain(long events);

    @Message("{#if events == 1}1 event{#else}{events} events{/if} sent again")
    String sentAgain(long events);

    @Message("history asked for")
    String askedForHistory();

    @Message("{done} done, {parked} parked again, {trying} waiting or being tried")
    String inboxOutcome(long done, long parked, long trying);

    @Message("{sent} sent, {here} still here")
    String outboxOutcome(long sent, long here);

    @Message("asked")
    String asked();

    @Message("not asked yet")
    String notAskedYet();
}
