package io.intarsia.provider;

import io.intarsia.provider.Authorisation.Request;
import io.intarsia.provider.Authorisation.Status;
import io.intarsia.provider.Reply.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the provider knows: tokens, authorisations, and which idempotency key asked for what. All of it is what the ledger tells, so that a restart changes
 * nothing. A card's number is looked at once and not kept.
 */
final class Accounts implements AutoCloseable {
    private static final Duration SLOW = Duration.ofSeconds(3);

    private final Clock clock;
    private final Ledger ledger;
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Request> requestsByKey = new HashMap<>();
    private final Map<String, Request> inProgress = new HashMap<>();
    private final Map<String, String> idsByKey = new HashMap<>();
    private final Map<String, Authorisation> authorisations = new HashMap<>();

    private record Token(String id, String brand, String last4, Behaviour behaviour) {}

    Accounts(Path ledgerFile, Clock clock) throws IOException {
        this.clock = clock;
        this.ledger = Ledger.open(ledgerFile, this::apply);
    }

    /** A token in the place of a card; the number, code and name are forgotten when this returns. */
    synchronized Reply tokenise(String number, String expiry, String securityCode, String name) {
        String digits = number.replace(" ", "");
        if (!digits.matches("\\d{12,19}") || !Luhn.fits(digits)) {
            return Reply.refused(400, "incorrect_number", "number is 12 to 19 digits with a right check digit");
        }
        if (!expiry.matches("(0[1-9]|1[0-2])/\\d{2}")) {
            return Reply.refused(400, "invalid_expiry", "expiry is MM/YY");
        }
        if (!securityCode.matches(Brand.of(digits) == Brand.AMEX ? "\\d{4}" : "\\d{3,4}")) {
            return Reply.refused(
                    400, "incorrect_security_code", "security_code is three digits, American Express four");
        }
        if (name.isBlank()) {
            return Reply.refused(400, "missing_name", "name is the one on the card");
        }
        Token token = new Token(
                newId("tok"),
                Brand.of(digits).name().toLowerCase(Locale.ROOT),
                digits.substring(digits.length() - 4),
                Behaviour.of(digits));
        write(entry("token")
                .with("token", token.id())
                .with("brand", token.brand())
                .with("last4", token.last4())
                .with("behaviour", token.behaviour()));
        return Reply.ok(Map.of("token", token.id(), "brand", token.brand(), "last4", token.last4()));
    }

    /** Authorises or declines, once per idempotency key: the same key gets the same answer. */
    Reply authorise(String key, Request request) {
        synchronized (this) {
            Reply known = alreadyAsked(key, request);
            if (known != null) {
                return known;
            }
            if (behaviourOf(request) != Behaviour.SLOW) {
                return decide(key, request);
            }
            inProgress.put(key, request);
        }
        try {
            Thread.sleep(SLOW.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("stopped before it was decided", e);
        }
        synchronized (this) {
            inProgress.remove(key);
            return decide(key, request);
        }
    }

    private @Nullable Reply alreadyAsked(String key, Request request) {
        if (!tokens.containsKey(request.token())) {
            return Reply.refused(400, "unknown_token", "token is one that /v1/tokens gave");
        }
        Request before = requestsByKey.getOrDefault(key, inProgress.get(key));
        if (before != null && !before.equals(request)) {
            return Reply.refused(
                    409, "idempotency_key_reused", "this Idempotency-Key came with other parameters before");
        }
        if (inProgress.containsKey(key)) {
            return Reply.refused(
                    409, "idempotency_key_in_use", "a request with this Idempotency-Key is in progress; ask again");
        }
        String id = idsByKey.get(key);
        return id == null ? null : Reply.ok(authorisations.get(id).body());
    }

    private Reply decide(String key, Request request) {
        Behaviour behaviour = behaviourOf(request);
        if (behaviour.failsTheFirstTime() && !requestsByKey.containsKey(key)) {
            write(entry("unanswered").with("key", key).with(request));
            return behaviour == Behaviour.BROKEN_ONCE
                    ? Reply.refused(500, "api_error", "something went wrong on our side; ask again")
                    : Reply.broken();
        }
        String id = newId("auth");
        write(entry(behaviour.declines() ? "declined" : "authorised")
                .with("id", id)
                .with("key", key)
                .with(request)
                .with("code", behaviour.declines() ? behaviour.refusal() : ""));
        Reply reply = Reply.ok(authorisations.get(id).body());
        return switch (behaviour) {
            case CHARGED_ANSWERED_LATE -> reply.by(Transport.LATE);
            case CHARGED_NOT_ANSWERED -> reply.by(Transport.BROKEN);
            default -> reply;
        };
    }

    /** Takes the whole of what was authorised; may be repeated. */
    synchronized Reply capture(String id, long amount) {
        Authorisation authorisation = authorisations.get(id);
        if (authorisation == null) {
            return unknown();
        }
        if (authorisation.request().amount() != amount) {
            return Reply.refused(
                    400, "amount_mismatch", "amount is what was authorised: captures in part are not offered");
        }
        return switch (authorisation.status()) {
            case CAPTURED -> Reply.ok(authorisation.body());
            case CAPTURE_FAILED -> captureFailed(authorisation);
            case VOIDED -> Reply.refused(409, "already_voided", "a voided authorisation cannot be captured");
            case DECLINED -> Reply.refused(409, "not_authorised", "a declined authorisation cannot be captured");
            case AUTHORISED -> captureNow(authorisation);
        };
    }

    private Reply captureNow(Authorisation authorisation) {
        boolean fails = behaviourOf(authorisation.request()) == Behaviour.CAPTURE_FAILS;
        write(entry(fails ? "capture_failed" : "captured")
                .with("id", authorisation.id())
                .with("amount", authorisation.request().amount())
                .with("code", fails ? Behaviour.CAPTURE_FAILS.refusal() : ""));
        Authorisation after = authorisations.get(authorisation.id());
        return fails ? captureFailed(after) : Reply.ok(after.body());
    }

    private static Reply captureFailed(Authorisation authorisation) {
        return Reply.refused(402, authorisation.code(), "the card's bank refuses the capture");
    }

    /** Gives up what was authorised; may be repeated. */
    synchronized Reply giveUp(String id) {
        Authorisation authorisation = authorisations.get(id);
        if (authorisation == null) {
            return unknown();
        }
        return switch (authorisation.status()) {
            case VOIDED -> Reply.ok(authorisation.body());
            case CAPTURED -> Reply.refused(409, "already_captured", "a captured authorisation cannot be voided");
            case DECLINED -> Reply.refused(409, "not_authorised", "a declined authorisation cannot be voided");
            case AUTHORISED, CAPTURE_FAILED -> {
                write(entry("voided").with("id", id));
                yield Reply.ok(authorisations.get(id).body());
            }
        };
    }

    byte[] ledger() throws IOException {
        return ledger.content();
    }

    private static Reply unknown() {
        return Reply.refused(404, "unknown_authorisation", "there is no authorisation of this ID");
    }

    private Behaviour behaviourOf(Request request) {
        return tokens.get(request.token()).behaviour();
    }

    private Entry entry(String what) {
        return new Entry().with("at", clock.instant()).with("entry", what);
    }

    private void write(Entry entry) {
        ledger.append(entry.members);
        apply(Json.read(Json.write(entry.members)));
    }

    private void apply(Map<String, String> entry) {
        switch (field(entry, "entry")) {
            case "token" ->
                tokens.put(
                        field(entry, "token"),
                        new Token(
                                field(entry, "token"),
                                field(entry, "brand"),
                                field(entry, "last4"),
                                Behaviour.valueOf(field(entry, "behaviour"))));
            case "unanswered" -> requestsByKey.put(field(entry, "key"), request(entry));
            case "authorised" -> decided(entry, Status.AUTHORISED);
            case "declined" -> decided(entry, Status.DECLINED);
            case "captured" -> moved(entry, Status.CAPTURED);
            case "capture_failed" -> moved(entry, Status.CAPTURE_FAILED);
            case "voided" -> moved(entry, Status.VOIDED);
            default -> throw new IllegalArgumentException("unknown entry " + entry.get("entry"));
        }
    }

    private void decided(Map<String, String> entry, Status status) {
        String id = field(entry, "id");
        requestsByKey.put(field(entry, "key"), request(entry));
        idsByKey.put(field(entry, "key"), id);
        authorisations.put(id, new Authorisation(id, request(entry), status, field(entry, "code")));
    }

    private void moved(Map<String, String> entry, Status status) {
        authorisations.compute(field(entry, "id"), (id, before) -> {
            if (before == null) {
                throw new IllegalArgumentException("no authorisation " + id + " before it");
            }
            return before.with(status, entry.getOrDefault("code", ""));
        });
    }

    private static Request request(Map<String, String> entry) {
        return new Request(
                field(entry, "token"),
                Long.parseLong(field(entry, "amount")),
                field(entry, "currency"),
                field(entry, "reference"));
    }

    private static String field(Map<String, String> entry, String name) {
        String value = entry.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the member " + name + " is missing");
        }
        return value;
    }

    private static String newId(String kind) {
        return kind + "_" + UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    public void close() throws IOException {
        ledger.close();
    }

    /** One line of the ledger, in the making. */
    private static final class Entry {
        private final Map<String, Object> members = new LinkedHashMap<>();

        Entry with(String name, Object value) {
            members.put(name, value);
            return this;
        }

        Entry with(Request request) {
            return with("token", request.token())
                    .with("amount", request.amount())
                    .with("currency", request.currency())
                    .with("reference", request.reference());
        }
    }
}
