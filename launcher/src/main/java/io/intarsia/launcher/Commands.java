package io.intarsia.launcher;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What may be asked of a shop that runs: by a line typed at its terminal, or from another one, by Maven. */
final class Commands {
    private static final Map<String, BiFunction<Shop, String, String>> ALL = new TreeMap<>(Map.of(
            "start",
            (shop, service) -> {
                // It may have been built anew since.
                if (shop.services().contains(service)) {
                    shop.stop(service);
                }
                shop.start(service);
                return service + " is ready.";
            },
            "stop",
            (shop, service) -> {
                shop.stop(service);
                return service + " has ended; its place on the page says that it is missing.";
            },
            "kill",
            (shop, service) -> {
                shop.kill(service);
                return service + " has ended; its place on the page says that it is missing.";
            },
            "approve",
            (shop, service) -> service + " is approved"
                    + shop.approve(service)
                            .map(key -> "; payment accepts the quotes that its key signs: " + key)
                            .orElse("")
                    + ". Start it with: " + fromAnotherTerminal("start", service),
            "develop",
            (shop, service) -> service + " is expected at " + shop.develop(service)
                    + "; start it there, with live reload: mvn -pl " + service + " -am process-classes quarkus:dev",
            "remove",
            (shop, service) -> {
                shop.remove(service);
                return service + " has ended and is off the page; its data are kept.";
            },
            "list",
            (shop, line) -> {
                String[] parts = line.split("=", 2);
                if (parts.length < 2 || !parts[1].matches("https?://[^/]+")) {
                    throw new CannotStart(
                            "Expected a service and its address, such as gift-service=http://127.0.0.1:9000, was: "
                                    + line);
                }
                shop.list(parts[0], parts[1]);
                return parts[0] + " is on the list of services, until the shop ends.";
            },
            "unlist",
            (shop, service) -> {
                shop.unlist(service);
                return service + " is off the list of services.";
            }));

    private final Shop shop;

    Commands(Shop shop) {
        this.shop = shop;
    }

    /** Builds what that service is made of, and nothing that runs already. */
    static String fromAnotherTerminal(String command, String service) {
        return "mvn -q -pl launcher," + service + " -am -D" + command + "=" + service;
    }

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /**
     * Does what a line says.
     *
     * @return what has been done, in one sentence
     * @throws CannotStart if it cannot be done, or if the line is no command
     */
    String obey(String line) {
        String[] words = line.strip().split("\\s+");
        BiFunction<Shop, String, String> command = ALL.get(words[0]);
        if (command == null || words.length != 2) {
            throw new CannotStart("Expected one of " + ALL.keySet() + " and a service, one of " + shop.services()
                    + " or a new one, was: " + line.strip());
        }
        return command.apply(shop, words[1]);
    }
}
