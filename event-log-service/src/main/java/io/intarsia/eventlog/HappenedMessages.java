package io.intarsia.eventlog;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.math.BigDecimal;

/** Every text of this service that a shopper reads. */
@MessageBundle("happened")
interface HappenedMessages {
    @Message("What happened behind this order")
    String happened();

    @Message("What happened behind this order cannot be shown at the moment.")
    String happenedFallback();

    @Message("The services told each other only this, and nothing of what you typed:")
    String introduction();

    @Message("The data of this order were deleted. What is left is this list, for some time: what happened, and when.")
    String forgotten();

    @Message("Nothing has happened yet.")
    String nothing();

    @Message("by {service}, after {sinceStart}")
    String toldBy(String service, String sinceStart);

    @Message("by {service}")
    String toldFirstBy(String service);

    @Message("{millis}\u00a0ms")
    String milliseconds(long millis);

    @Message("{seconds}\u00a0s")
    String seconds(BigDecimal seconds);

    @Message("{minutes}\u00a0min {seconds}\u00a0s")
    String minutes(long minutes, long seconds);

    @Message("{hours}\u00a0h {minutes}\u00a0min")
    String hours(long hours, long minutes);

    @Message("{days}\u00a0d {hours}\u00a0h")
    String days(long days, long hours);
}
