package io.intarsia.kit.operator;

import java.security.Principal;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * That an operator has signed in: what the cookie holds, encrypted, and the same for as long as it is renewed. So it has a bound, and an end that can be told.
 *
 * @param id of this login, by which it is ended
 * @param byPassword whether by one that is configured here; else another has said who it is
 * @param operator what is written down as who did something
 */
record Login(UUID id, Instant since, boolean byPassword, String operator) implements Principal {
    private static final Pattern WRITTEN = Pattern.compile("([0-9a-f-]{36})~(\\d{1,15})~([po])~(.{1,100})");

    /** All of it: this is what Quarkus writes to the cookie. */
    @Override
    public String getName() {
        return id + "~" + since.getEpochSecond() + "~" + (byPassword ? "p" : "o") + "~" + operator;
    }

    static @Nullable Login read(String written) {
        Matcher login = WRITTEN.matcher(written);
        return login.matches()
                ? new Login(
                        UUID.fromString(login.group(1)),
                        Instant.ofEpochSecond(Long.parseLong(login.group(2))),
                        login.group(3).equals("p"),
                        login.group(4))
                : null;
    }
}
