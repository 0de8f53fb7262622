package io.intarsia.kit.inbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.trace.Trace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message as it came: the event that it tells, and what it carries besides. What is wrong with it is said by names and sizes, never in its own words, which may be a
 * shopper's.
 */
final class Message {
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,99}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,40}");
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST_TRACE_STATE = 512;
    private static final int MOST_NAMES = 10;

    /** More than clocks and time zones differ by: it would stand before all that happens, for as long as it says. */
    private static final Duration FARTHEST_AHEAD = Duration.ofDays(1);

    private static final Set<String> OF_AN_EVENT =
            Set.of("ce-id", "ce-type", "ce-source", "ce-subject", "ce-time", "ce-causationid");

    /** Brokers and their plug-ins write texts into these; into others that begin with {@code x-} numbers at most. */
    private static final Pattern OF_A_BROKER = Pattern.compile(
            "x-(death|(first|last)-death-(exchange|queue|reason)|received-from|shovelled(-by|-timestamp)?|routed-by|opt-.*)");

    /** What client libraries write by themselves. */
    private static final Set<String> CONTENT_TYPES =
            Set.of("application/octet-stream", "application/json", "text/plain");

    private static final Set<String> ENCODINGS = Set.of("identity", "UTF-8", "utf-8");

    private final Envelope envelope;
    private final BasicProperties properties;
    private final Map<String, Object> headers;
    private final int size;

    Message(Envelope envelope, BasicProperties properties, byte[] body) {
        this.envelope = envelope;
        this.properties = properties;
        this.headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        this.size = body.length;
    }

    /** Whether it was sent to this service alone, since that asked for it. */
    boolean isPast() {
        return envelope.getExchange().equals(Broker.HISTORY);
    }

    /** Whether it was delivered before and not acknowledged; a quorum queue always says so, RabbitMQ's page "Consumer Acknowledgements". */
    boolean isAgain() {
        return envelope.isRedeliver();
    }

    /** The trace that it belongs to, or null; one that is malformed is none. */
    @Nullable
    String traceParent() {
        return Trace.read(headers.get("traceparent"));
    }

    /**
     * The event that it tells.
     *
     * @throws IllegalArgumentException if it is none; says what is missing or malformed
     */
    Event event() {
        return new Event(
                required("ce-id", "a UUID", UUID::fromString),
                required("ce-type", "of lower-case words joined by dots", Message::type),
                required("ce-source", "a service's name", Message::service),
                required("ce-subject", "a correlation ID", CorrelationId::fromString),
                headers.get("ce-causationid") == null ? null : required("ce-causationid", "a UUID", UUID::fromString),
                required("ce-time", "a time of RFC 3339", Message::time));
    }

    /** What it carries that an event may not; empty if nothing. */
    String excess(Instant now) {
        List<String> found = new ArrayList<>();
        Instant time = read("ce-time", Message::time);
        if (time != null && time.isAfter(now.plus(FARTHEST_AHEAD))) {
            found.add("a time more than a day ahead");
        }
        if (size > 0) {
            found.add("a body of " + size + " bytes");
        }
        Set<String> strange = new TreeSet<>();
        headers.forEach((name, value) -> {
            if (!mayCarry(name, value)) {
                strange.add("the header " + printable(name));
            }
        });
        found.addAll(strange);
        property(found, "message-id", properties.getMessageId(), text("ce-id")::equals);
        property(found, "correlation-id", properties.getCorrelationId(), text("ce-subject")::equals);
        property(found, "type", properties.getType(), text("ce-type")::equals);
        property(found, "app-id", properties.getAppId(), text("ce-source")::equals);
        property(found, "user-id", properties.getUserId(), NAME.asMatchPredicate()::test);
        property(found, "content-type", properties.getContentType(), CONTENT_TYPES::contains);
        property(found, "content-encoding", properties.getContentEncoding(), ENCODINGS::contains);
        property(found, "expiration", properties.getExpiration(), DIGITS.asMatchPredicate()::test);
        property(found, "reply-to", properties.getReplyTo(), value -> false);
        property(found, "cluster-id", properties.getClusterId(), value -> false);
        if (envelope.getExchange().equals(Broker.EXCHANGE)
                && !envelope.getRoutingKey().equals(text("ce-type"))) {
            found.add("a routing key that is not its type");
        }
        return found.size() <= MOST_NAMES
                ? String.join(", ", found)
                : String.join(", ", found.subList(0, MOST_NAMES)) + " and " + (found.size() - MOST_NAMES) + " more";
    }

    /** The same message, for those who must not see what it carries. */
    Refused refused(String reason) {
        String user = properties.getUserId();
        return new Refused(
                read("ce-id", UUID::fromString),
                read("ce-source", Message::service),
                user != null && NAME.matcher(user).matches() ? user : null,
                read("ce-type", Message::type),
                read("ce-subject", CorrelationId::fromString),
                reason);
    }

    private static boolean mayCarry(String name, @Nullable Object value) {
        if (OF_AN_EVENT.contains(name) || OF_A_BROKER.matcher(name).matches()) {
            return true;
        }
        return switch (name) {
            case "ce-specversion" -> Objects.toString(value).equals("1.0");
            case "traceparent" -> TRACE_PARENT.matcher(Objects.toString(value)).matches();
            case "tracestate" ->
                (value instanceof LongString || value instanceof String)
                        && value.toString().length() <= LONGEST_TRACE_STATE;
            default -> name.startsWith("x-") && (value instanceof Number || value instanceof Boolean);
        };
    }

    private static void property(
            List<String> found, String name, @Nullable String value, Function<String, Boolean> mayBe) {
        if (value != null && !mayBe.apply(value)) {
            found.add("the property " + name);
        }
    }

    private static String printable(String name) {
        return NAME.matcher(name).matches() ? name : "with a name that is none";
    }

    private <T> T required(String name, String form, Function<String, T> reading) {
        if (headers.get(name) == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        T value = read(name, reading);
        if (value == null) {
            throw new IllegalArgumentException("the header " + name + " is not " + form);
        }
        return value;
    }

    /** An exception's own words would quote the header, so they go no further. */
    private <T> @Nullable T read(String name, Function<String, T> reading) {
        try {
            return headers.get(name) == null ? null : reading.apply(text(name));
        } catch (RuntimeException e) {
            return null;
        }
    }

    private String text(String name) {
        return Objects.toString(headers.get(name), "");
    }

    private static String type(String written) {
        return checked(written, EventTypes.isWellFormed(written));
    }

    private static String service(String written) {
        return checked(written, SERVICE.matcher(written).matches());
    }

    /** RFC 3339 has four digits for a year, and a database less than Java has. */
    private static Instant time(String written) {
        Instant time = Instant.parse(written);
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        return checked(time, year > 0 && year < 10_000);
    }

    private static <T> T checked(T value, boolean wellFormed) {
        if (!wellFormed) {
            throw new IllegalArgumentException();
        }
        return value;
    }
}
