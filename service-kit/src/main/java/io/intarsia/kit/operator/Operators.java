package io.intarsia.kit.operator;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who may sign in with a password: each operator with one of his own, and, for use on one machine, one {@code operator} whose password the launcher has made. */
@Singleton
public class Operators {
    /** The one that has no name of his own. */
    public static final String UNNAMED = "operator";

    private static final Pattern NAMED = Pattern.compile("intarsia[._]operators[._]([a-z][a-z0-9]{0,39})");

    private final Map<String, PasswordHash> hashes;
    private final Optional<byte[]> unnamedPassword;

    Operators(
            Config configuration,
            @ConfigProperty(name = "intarsia.operator-password") Optional<String> unnamedPassword) {
        this.hashes = hashes(configuration);
        this.unnamedPassword = unnamedPassword.map(password -> password.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code intarsia.operators.anna} in a file, {@code INTARSIA_OPERATORS_ANNA} in the environment. */
    private static Map<String, PasswordHash> hashes(Config configuration) {
        Map<String, PasswordHash> found = new HashMap<>();
        for (String key : configuration.getPropertyNames()) {
            Matcher name = NAMED.matcher(key.toLowerCase(Locale.ROOT));
            if (name.matches()) {
                String operator = name.group(1);
                found.put(operator, PasswordHash.parse(operator, configuration.getValue(key, String.class)));
            }
        }
        return Map.copyOf(found);
    }

    /** Whether there are some with names: then a sign-in form asks for it. */
    public boolean haveNames() {
        return !hashes.isEmpty();
    }

    /** Whether anybody can sign in with a password. */
    public boolean havePasswords() {
        return haveNames() || unnamedPassword.isPresent();
    }

    boolean know(String name) {
        return hashes.containsKey(name) || name.equals(UNNAMED) && unnamedPassword.isPresent();
    }

    /** Takes as long for a name that there is not as for one that there is. */
    boolean accept(String name, char[] password) {
        PasswordHash hash = hashes.get(name);
        if (hash != null) {
            return hash.isOf(password);
        }
        hashes.values().stream().findFirst().ifPresent(another -> another.isOf(password));
        return name.equals(UNNAMED)
                && unnamedPassword
                        .filter(right ->
                                MessageDigest.isEqual(right, new String(password).getBytes(StandardCharsets.UTF_8)))
                        .isPresent();
    }
}
