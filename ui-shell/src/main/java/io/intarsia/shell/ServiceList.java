package io.intarsia.shell;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The services and where they are. Only this list says so, never a manifest: so no service can claim another's path.
 */
@Singleton
class ServiceList {
    private static final Logger LOG = Logger.getLogger(ServiceList.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}[a-z0-9]");

    /** First segments of the shell's own paths: a service of that name could never be reached. */
    private static final Set<String> TAKEN = Set.of("assets", "checkout", "event-log", "orders", "webjars");

    private final Path file;
    private @Nullable String read;
    private volatile Map<String, URI> addresses = Map.of();

    ServiceList(ShellConfiguration configuration) {
        file = configuration.services();
        refresh();
    }

    Map<String, URI> addresses() {
        return addresses;
    }

    Optional<URI> addressOf(String service) {
        return Optional.ofNullable(addresses.get(service));
    }

    /** Reads the file again; a bad one changes nothing and is logged. Blocks. */
    synchronized void refresh() {
        try {
            String text = Files.readString(file);
            if (text.equals(read)) {
                return;
            }
            read = text;
            addresses = parsed(text);
            LOG.infof("Services: %s", addresses);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf(
                    "Expected lines of the form name=http://host:port in %s; kept the services known before: %s",
                    file.toAbsolutePath(), e.getMessage());
        }
    }

    private static Map<String, URI> parsed(String text) throws IOException {
        Properties lines = new Properties();
        lines.load(new StringReader(text));
        Map<String, URI> parsed = new TreeMap<>();
        for (String name : lines.stringPropertyNames()) {
            URI address = URI.create(lines.getProperty(name).strip());
            boolean named = NAME.matcher(name).matches() && !TAKEN.contains(name);
            if (!named
                    || !"http".equals(address.getScheme())
                    || address.getHost() == null
                    || !isEmpty(address.getRawPath())) {
                throw new IllegalArgumentException("not a service and its address: " + name + "=" + address);
            }
            parsed.put(name, address);
        }
        return Map.copyOf(parsed);
    }

    private static boolean isEmpty(@Nullable String path) {
        return path == null || path.isEmpty() || path.equals("/");
    }
}
