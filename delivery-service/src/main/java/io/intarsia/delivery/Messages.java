package io.intarsia.delivery;

import io.intarsia.kit.quote.Money;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.math.BigDecimal;

/** Every text that a shopper reads here. */
@MessageBundle
interface Messages {
    @Message("Delivery")
    String delivery();

    @Message("Delivery cannot be chosen at the moment.")
    String deliveryFallback();

    @Message("Full name")
    String fullName();

    @Message("Address line 1")
    String line1();

    @Message("Address line 2 (optional)")
    String line2();

    @Message("City")
    String city();

    @Message("{#if country.isNumberFirst}House number and street{#else}Street and house number{/if}")
    String line1Hint(Country country);

    @Message("{#when country.region}{#is COUNTY}County (optional){#else}Province{/when}")
    String region(Country country);

    @Message("{#when country}{#is IE}Eircode{#else}Postcode{/when}")
    String postcode(Country country);

    @Message("“{postcode}” is right, although it looks unusual")
    String postcodeAsTyped(String postcode);

    @Message("Country")
    String country();

    @Message("Delivery option")
    String optionLegend();

    @Message("{#when option}{#is STANDARD}Standard{#is EXPRESS}Express{#is EVENING}Evening{/when}")
    String option(DeliveryOption option);

    @Message("from {day}")
    String from(String day);

    @Message("no free slot at the moment")
    String optionFull();

    @Message("The price includes {percent} % tax: {tax}")
    String taxOfOption(BigDecimal percent, Money tax);

    @Message("Delivery slot")
    String slotLegend();

    @Message(
            "We hold it for you once you place the order, for at least {minutes}{#if minutes == 1} minute{#else} minutes{/if} while you pay.")
    String slotHint(int minutes);

    @Message("full")
    String full();

    @Message("No slot of this option is free at the moment. Choose another option.")
    String noSlots();

    /** A day in a list, as in {@link java.time.format.DateTimeFormatter}. */
    @Message("EEE d MMM")
    String dayPattern();

    @Message("H:mm")
    String timePattern();

    /** With word joiners, so that no line ends within; where a word follows the times, a line may end behind the dash, and never before the word. */
    @Message("{from}\u2060–\u2060{to}")
    String window(String from, String to);

    @Message("Enter the recipient’s full name.")
    String nameMissing();

    @Message("Enter the street and the house number.")
    String line1Missing();

    @Message("Enter the city or town.")
    String cityMissing();

    @Message("Enter the province.")
    String regionMissing();

    @Message("{#when country}{#is IE}Enter the Eircode.{#else}Enter the postcode.{/when}")
    String postcodeMissing(Country country);

    @Message(
            "{#when country}{#is IE}Enter an Eircode, for example {example}.{#else}Enter a postcode of {name}, for example {example}.{/when}")
    String postcodeWrong(Country country, String name, String example);

    @Message("Choose a delivery slot.")
    String slotMissing();

    @Message("This slot has just been taken. Choose another.")
    String slotTaken();

    @Message("It is too late for this slot. Choose another.")
    String slotClosed();

    @Message("The delivery was changed in another tab. This is how it stands now.")
    String changedElsewhere();

    @Message("Your delivery")
    String shipment();

    @Message("The delivery cannot be shown at the moment.")
    String shipmentFallback();

    @Message("{#when state}{#is OPEN}Not chosen{#is HELD}On hold{#is LAPSED}No longer on hold{#is RESERVED}Reserved"
            + "{#is SCHEDULED}{#if over}Not sent{#else}Planned{/if}{#is DISPATCHED}{#if over}Handed over{#else}On its way{/if}"
            + "{#is FORGOTTEN}Deleted{#else}Not delivered{/when}")
    String state(Delivery.State state, boolean over);

    @Message("No delivery has been chosen for this order.")
    String nothingChosen();

    @Message("On hold for you until your order is paid, until {time} at the latest.")
    String heldUntil(String time);

    @Message("It was on hold for you until {time}. If it is still free when the payment arrives, it is reserved again.")
    String lapsed(String time);

    @Message("The slot is reserved for you. It is final when the order is confirmed.")
    String reserved();

    @Message("Planned for {day}, {window}.")
    String planned(String day, String window);

    @Message("On its way, planned for {day}, {window}.")
    String onItsWay(String day, String window);

    @Message("It was planned for {day}, {window}, and has not been sent yet.")
    String notSent(String day, String window);

    @Message("Handed over to the carrier, who was to bring it on {day}, {window}.")
    String handedOver(String day, String window);

    @Message("The slot could no longer be reserved, so nothing will be delivered. The order is being cancelled.")
    String refused();

    @Message("Not delivered, because the order was cancelled.")
    String cancelled();

    @Message("What we knew of this delivery was deleted: name, address, day and time.")
    String forgotten();

    @Message("Recipient")
    String recipient();

    @Message("Option")
    String optionTerm();

    @Message("Day and time")
    String slotTerm();

    @Message("{day}, {window}")
    String dayAndWindow(String day, String window);

    @Message("Price")
    String price();

    @Message("includes {percent} % tax")
    String includesTax(BigDecimal percent);
}
