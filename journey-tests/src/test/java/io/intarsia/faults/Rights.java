package io.intarsia.faults;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A user at RabbitMQ for each service, with the rights that {@code deploy/MakeKeys.java} makes out of what the service declares. */
final class Rights {
    private final Path definitions;
    private final Map<String, Login> logins = new HashMap<>();

    record Login(String username, String password) {}

    /** @param folder which RabbitMQ's user can read */
    Rights(Path project, Path folder) throws IOException, InterruptedException {
        Path copy = folder.resolve("rights");
        for (String service : Town.SERVICES) {
            Path configuration = Path.of(service, "src/main/resources/application.properties");
            Files.createDirectories(copy.resolve(configuration).getParent());
            Files.copy(project.resolve(configuration), copy.resolve(configuration));
        }
        String program = project.resolve("deploy/MakeKeys.java").toString();
        Town.run(List.of(Town.java(), program, copy.toString()));
        Path secrets = copy.resolve("deploy/secrets");
        for (String service : Town.SERVICES) {
            Properties own = read(secrets.resolve(service).resolve("service.properties"));
            logins.put(service, new Login(own.getProperty("rabbitmq-username"), own.getProperty("rabbitmq-password")));
        }
        definitions =
                Files.copy(secrets.resolve("rabbitmq-definitions.json"), folder.resolve("rabbitmq-definitions.json"));
        Town.run(List.of("chmod", "644", definitions.toString()));
    }

    /** With the exchanges, the queues and their bindings, for RabbitMQ to import. */
    Path definitions() {
        return definitions;
    }

    Login of(String service) {
        return logins.get(service);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}
