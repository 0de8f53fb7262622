import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes what compose.yaml needs and nobody may know: `java deploy/MakeKeys.java` in the project's folder writes
 * deploy/secrets. What is there already stays, so after a service was added it is run again. A service is a folder
 * whose application.properties says what it publishes or reacts to; its rights at the broker follow from that.
 */
class MakeKeys {
    private static final String EXCHANGE = "events";
    private static final String HISTORY = "history";
    private static final String DEAD_LETTERS = "events.dead";
    private static final int DELIVERY_LIMIT = 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path project;
    private final Path secrets;

    private MakeKeys(Path project) {
        this.project = project;
        this.secrets = project.resolve("deploy").resolve("secrets");
    }

    /** Argument: the project's folder; without it, the current one. */
    public static void main(String[] arguments) throws GeneralSecurityException {
        Path project = Path.of(arguments.length == 0 ? "" : arguments[0]).toAbsolutePath();
        try {
            new MakeKeys(project).make();
        } catch (IOException e) {
            System.err.println("Passwords and keys could not be made for " + project + ": " + e);
            System.exit(1);
        }
    }

    private void make() throws IOException, GeneralSecurityException {
        List<Service> services = services();
        if (services.isEmpty()) {
            throw new IOException("no service was found there; run this in the project's folder, or name it");
        }
        makeFolder();
        String operatorPassword = kept("operator-password");
        String sessionKey = kept("session-key");
        kept("postgres-password");
        for (Service service : services) {
            makeSecrets(service, operatorPassword, sessionKey);
            if (service.sealsQuotes()) {
                makeQuoteKey(service);
            }
        }
        writeDatabasePasswords(services);
        writeBrokerDefinitions(services);
        System.out.println(
                "Passwords and keys of " + services.stream().map(Service::name).collect(Collectors.joining(", "))
                        + " are in " + secrets + "; the operator's password is in operator-password.");
    }

    /**
     * Only the outer folder is closed: the processes in the containers are other users, and each sees only the files
     * that compose.yaml gives it.
     */
    private void makeFolder() throws IOException {
        Files.createDirectories(secrets.resolve("approved"));
        permit(secrets, "rwx------");
        permit(secrets.resolve("approved"), "rwxr-xr-x");
    }

    private static void permit(Path file, String permissions) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private List<Service> services() throws IOException {
        List<Service> found = new ArrayList<>();
        try (Stream<Path> folders = Files.list(project)) {
            for (Path folder : folders.sorted().toList()) {
                Path configuration = folder.resolve("src/main/resources/application.properties");
                if (Files.isRegularFile(configuration)) {
                    Service service = Service.read(folder.getFileName().toString(), configuration);
                    if (service.takesPart()) {
                        found.add(service);
                    }
                }
            }
        }
        return found;
    }

    /** All that only this service may know, and where its database and its queue are. */
    private void makeSecrets(Service service, String operatorPassword, String sessionKey) throws IOException {
        Path folder = Files.createDirectories(secrets.resolve(service.name()));
        permit(folder, "rwxr-xr-x");
        Path file = folder.resolve("service.properties");
        if (!Files.exists(file)) {
            write(file, """
                    quarkus.datasource.jdbc.url=jdbc:postgresql://postgres:5432/%1$s
                    quarkus.datasource.username=%1$s
                    quarkus.datasource.password=%2$s
                    rabbitmq-username=%3$s
                    rabbitmq-password=%4$s
                    intarsia.quote.private-key=/run/secrets/quote-key.pem
                    intarsia.operator-password=%5$s
                    intarsia.session-key=%6$s
                    """.formatted(service.database(), random(), service.name(), random(), operatorPassword, sessionKey));
        }
    }

    /** Whoever seals quotes is approved here; deleting its file in the folder approved ends that. */
    private void makeQuoteKey(Service service) throws IOException, GeneralSecurityException {
        Path privateKey = secrets.resolve(service.name()).resolve("quote-key.pem");
        if (Files.exists(privateKey)) {
            return;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        write(privateKey, pem("PRIVATE KEY", keys.getPrivate()));
        write(secrets.resolve("approved").resolve(service.name() + ".pem"), pem("PUBLIC KEY", keys.getPublic()));
    }

    private static String pem(String label, Key key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private void writeDatabasePasswords(List<Service> services) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Service service : services) {
            lines.append(service.database())
                    .append('=')
                    .append(password(service, "quarkus.datasource.password"))
                    .append('\n');
        }
        write(secrets.resolve("database-passwords"), lines.toString());
    }

    private void writeBrokerDefinitions(List<Service> services) throws IOException, GeneralSecurityException {
        List<String> users = new ArrayList<>();
        List<String> permissions = new ArrayList<>();
        List<String> topicPermissions = new ArrayList<>();
        List<String> queues = new ArrayList<>();
        List<String> bindings = new ArrayList<>();
        for (Service service : services) {
            users.add(user(service, password(service, "rabbitmq-password")));
            permissions.add(permission(service));
            topicPermissions.add(topicPermission(service));
            topicPermissions.add(historyPermission(service));
            topicPermissions.add(deadLetterPermission(service));
            if (!service.reactsTo().isEmpty()) {
                queues.add(queue(
                        service.name(),
                        "\"x-queue-type\":\"quorum\",\"x-delivery-limit\":" + DELIVERY_LIMIT
                                + ",\"x-dead-letter-exchange\":\"" + DEAD_LETTERS
                                + "\",\"x-dead-letter-routing-key\":\""
                                + service.name() + "\""));
                queues.add(queue(service.name() + ".dead", "\"x-queue-type\":\"quorum\""));
                bindings.add(binding(DEAD_LETTERS, service.name() + ".dead", service.name()));
                bindings.add(binding(HISTORY, service.name(), service.name()));
                service.reactsTo().forEach(pattern -> bindings.add(binding(EXCHANGE, service.name(), pattern)));
            }
        }
        write(secrets.resolve("rabbitmq-definitions.json"), """
                {
                  "vhosts": [{"name": "/"}],
                  "users": %s,
                  "permissions": %s,
                  "topic_permissions": %s,
                  "exchanges": %s,
                  "queues": %s,
                  "bindings": %s
                }
                """.formatted(
                        array(users),
                        array(permissions),
                        array(topicPermissions),
                        array(List.of(exchange(EXCHANGE), exchange(HISTORY), exchange(DEAD_LETTERS))),
                        array(queues),
                        array(bindings)));
    }

    /** @see <a href="https://www.rabbitmq.com/docs/passwords#computing-password-hash">RabbitMQ, password hashes</a> */
    private static String user(Service service, String password) throws GeneralSecurityException {
        // Salted with the password's own hash, so that the file changes only when the password does.
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        byte[] salt = Arrays.copyOf(sha256("salt".getBytes(StandardCharsets.UTF_8), bytes), 4);
        byte[] hash = sha256(salt, bytes);
        byte[] salted = Arrays.copyOf(salt, salt.length + hash.length);
        System.arraycopy(hash, 0, salted, salt.length, hash.length);
        return "{\"name\":\"%s\",\"password_hash\":\"%s\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":\"\"}"
                .formatted(service.name(), Base64.getEncoder().encodeToString(salted));
    }

    /**
     * A service declares its own queues, and so could delete them; the exchanges are there, and it could not. It binds its
     * queues to the exchanges, which takes the right to read these, and consumes from its own queues alone. What its queue
     * gives up goes to the exchange of dead letters. Past events are sent by the one that keeps history.
     *
     * @see <a href="https://www.rabbitmq.com/docs/access-control#authorisation">RabbitMQ, authorisation</a>
     */
    private static String permission(Service service) {
        String own = "%1$s|%1$s[.]dead|%1$s[.]declared".formatted(service.name());
        String told = own + "|events|events[.]dead";
        return "{\"user\":\"%s\",\"vhost\":\"/\",\"configure\":\"^(%s)$\",\"write\":\"^(%s)$\",\"read\":\"^(%s)$\"}"
                .formatted(
                        service.name(),
                        own,
                        service.keepsHistory() ? told + "|history" : told,
                        told + "|history");
    }

    /** It may publish only the types that it declares to publish, and listen only to those that it declares to react to. */
    private static String topicPermission(Service service) {
        return topicPermission(
                service,
                EXCHANGE,
                anyOf(service.mayPublish()),
                anyOf(service.reactsTo().stream().map(MakeKeys::quoted).toList()));
    }

    /** It may hear what is sent to itself. */
    private static String historyPermission(Service service) {
        return topicPermission(
                service, HISTORY, service.keepsHistory() ? ".*" : "^$", anyOf(List.of(quoted(service.name()))));
    }

    /** It may write and read its own dead letters; without a limit here it could read those of all. */
    private static String deadLetterPermission(Service service) {
        String own = anyOf(List.of(quoted(service.name())));
        return topicPermission(service, DEAD_LETTERS, own, own);
    }

    private static String topicPermission(Service service, String exchange, String write, String read) {
        return "{\"user\":\"%s\",\"vhost\":\"/\",\"exchange\":\"%s\",\"write\":\"%s\",\"read\":\"%s\"}"
                .formatted(service.name(), exchange, write, read);
    }

    private static String anyOf(List<String> expressions) {
        return "^(" + String.join("|", expressions) + ")$";
    }

    private static String quoted(String type) {
        return type.replace(".", "[.]").replace("*", "[*]");
    }

    private static String exchange(String name) {
        return "{\"name\":\"%s\",\"vhost\":\"/\",\"type\":\"topic\",\"durable\":true,\"auto_delete\":false,\"internal\":false,\"arguments\":{}}"
                .formatted(name);
    }

    private static String queue(String name, String arguments) {
        return "{\"name\":\"%s\",\"vhost\":\"/\",\"durable\":true,\"auto_delete\":false,\"arguments\":{%s}}"
                .formatted(name, arguments);
    }

    private static String binding(String exchange, String queue, String pattern) {
        return "{\"source\":\"%s\",\"vhost\":\"/\",\"destination\":\"%s\",\"destination_type\":\"queue\",\"routing_key\":\"%s\",\"arguments\":{}}"
                .formatted(exchange, queue, pattern);
    }

    private static String array(List<String> elements) {
        return "[\n    " + String.join(",\n    ", elements) + "\n  ]";
    }

    private String password(Service service, String key) throws IOException {
        Path file = secrets.resolve(service.name()).resolve("service.properties");
        String found = read(file).getProperty(key);
        if (found == null) {
            throw new IOException(file + " has no line " + key + "=…; delete the file to have it made again");
        }
        return found;
    }

    private String kept(String name) throws IOException {
        Path file = secrets.resolve(name);
        if (!Files.exists(file)) {
            write(file, random());
        }
        return Files.readString(file).strip();
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        permit(file, "rw-r--r--");
        System.out.println("Written: " + file);
    }

    private static String random() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(byte[] first, byte[] second) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(first);
        return digest.digest(second);
    }

    private static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private record Service(String name, List<String> publishes, List<String> reactsTo, boolean keepsHistory) {
        static Service read(String name, Path configuration) throws IOException {
            Properties properties = MakeKeys.read(configuration);
            return new Service(
                    name,
                    list(properties.getProperty("intarsia.publishes", "")),
                    list(properties.getProperty("intarsia.reacts-to", "")),
                    Boolean.parseBoolean(properties.getProperty("intarsia.keeps-history")));
        }

        boolean takesPart() {
            return !publishes.isEmpty() || !reactsTo.isEmpty();
        }

        /** What it declares, and its own requests for the history of what it reacts to. */
        List<String> mayPublish() {
            Stream<String> declared = publishes.stream().map(type -> quoted(type).replace("[*]", "[^.]+"));
            Stream<String> requests = keepsHistory || reactsTo.isEmpty()
                    ? Stream.of()
                    : Stream.of(quoted("history.requested." + name + ".") + ".+");
            return Stream.concat(declared, requests).toList();
        }

        boolean sealsQuotes() {
            return publishes.contains("reservation.made." + name);
        }

        String database() {
            return name.replaceFirst("-service$", "").replace('-', '_');
        }

        private static List<String> list(String written) {
            return Stream.of(written.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }
    }
}
