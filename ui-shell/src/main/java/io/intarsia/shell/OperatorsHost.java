package io.intarsia.shell;

import io.vertx.core.net.HostAndPort;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where operators have a host name of their own, their pages answer there and nowhere else, and the shop's do not: whoever cannot reach that name does not find the way in, and a script on a page of the shop has
 * another origin than theirs. Without one, both share the shop's.
 */
@Singleton
class OperatorsHost {
    private static final Pattern OPERATORS =
            Pattern.compile("/event-log(/.*)?|/[^/]+/(operator|j_security_check|sign-in)(/.*)?");

    private static final Pattern SHOPPERS = Pattern.compile("/|/checkout|/orders/.*|/[^/]+/checkouts(/.*)?");

    private final Optional<String> host;

    @Inject
    OperatorsHost(ShellConfiguration configuration) {
        this(configuration.operatorsHost());
    }

    OperatorsHost(Optional<String> host) {
        this.host = host;
    }

    /** Whether what is at this path answers there, as it is written: one that could be read in two ways is refused before. */
    boolean answers(@Nullable HostAndPort asked, String path) {
        if (host.isEmpty()) {
            return true;
        }
        boolean isTheirs = asked != null && asked.host().equalsIgnoreCase(host.get());
        return !(isTheirs ? SHOPPERS : OPERATORS).matcher(path).matches();
    }
}
