import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a service with a widget of its own: {@code java add-service/AddService.java --name gift-wrap --field message:text:required --price 390}, in the
 * project's folder; without options it asks. The texts are in {@code add-service/template}. What it changes besides is a line each in pom.xml, compose.yaml and
 * deploy/shell/services.properties; it prints them.
 */
class AddService {
    private static final String USAGE = """
            java add-service/AddService.java --name gift-wrap --field message:text:required [options]
              --name       of the service, without -service: lower-case words joined by hyphens
              --title      what the shopper reads above the widget, a noun such as Gift wrap; from the name unless given
              --field      name:type or name:type:required, of the widget; may be repeated. The name is lower-case words joined by hyphens, none that
                           Java or SQL has taken; types: text, lines, email, number, yes-no. Without a price one is needed
              --page       checkout (default), where it is part of the order; or order, where it is sent by a button of its own and costs nothing
              --region     header, main (default), aside or action
              --order      its place in the region, smaller comes first: contact has 10, delivery 20, the card 30; 25 unless given
              --price      in minor units, tax included (390 is 3.90); then it seals, reserves and has a quote
              --currency   ISO 4217; EUR unless given
              --publishes  an event, past tense (gift.wrapped), told when the work is done; may be repeated
              --reacts-to  an event besides those that every service of its kind reacts to; may be repeated""";

    private static final Set<String> SINGLE = Set.of("name", "title", "page", "region", "order", "price", "currency");
    private static final Set<String> REPEATED = Set.of("field", "publishes", "reacts-to");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final Pattern EVENT = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");

    /** Names that Java, SQL, the template or the service itself have taken. */
    private static final Set<String> TAKEN = Set.of(("abstract all amount analyse analyze and any array as asc assert asymmetric authorization base between"
                    + " boolean both break byte cancelled captured case cast catch char check class collate column concurrently confirmed const constraint"
                    + " content continue correlation-id create cross currency current default deferrable delete desc description distinct do done double else"
                    + " end enum errors except extends false fetch final finally float for foreign forgotten form freeze from full given-back goto grant group having"
                    + " heading id if ilike implements import in initially inner insert instanceof int intersect interface into is isnull item join lateral"
                    + " leading left like limit localtime long message-bundle money msg native natural new not notice notnull null object offset on only or"
                    + " order outer overlaps package paid placing primary price private protected public quote record references refused reserved return"
                    + " returning revision right sealed select send sent service session short similar skeleton some state static stock string strictfp super switch"
                    + " symmetric synchronized system tablesample table then this thing throw throws to touched trailing transient true try typed union unique"
                    + " update user using values var variadic verbose version view void volatile wanted when where while widget window with yield")
            .split(" "));

    /** Names of services whose classes would be named like some that the template uses. */
    private static final Set<String> TAKEN_BY_CLASSES = Set.of(("answer answers clock config-property consumer duration embeddable embedded entity entity-manager event fact facts field-error field-errors"
                    + " inbox infrastructure inject instant knowledge language list map message messages nullable optional outbox override path path-param query-param"
                    + " quote-seal reaction response scheduled singleton test test-operator test-shopper transactional uuid")
            .split(" "));

    private final Path project;
    private final Map<String, List<String>> options;

    private AddService(Path project, Map<String, List<String>> options) {
        this.project = project;
        this.options = options;
    }

    /** What was asked for cannot be done; the message says why, and what can. */
    private static class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private record Field(String name, String type, boolean required) {
        static final Map<String, Integer> LONGEST = Map.of("text", 200, "lines", 1000, "email", 254, "number", 9);

        static Field of(String written) {
            String[] parts = written.split(":", -1);
            boolean known = parts.length > 1 && (LONGEST.containsKey(parts[1]) || parts[1].equals("yes-no"));
            if (!known || parts.length > 3 || (parts.length == 3 && !parts[2].equals("required"))) {
                throw new Refused("Expected --field name:type or name:type:required with a type of text, lines, email, number, yes-no, was: " + written);
            }
            return new Field(checkedName("--field", parts[0]), parts[1], parts.length == 3);
        }

        boolean yesNo() {
            return type.equals("yes-no");
        }

        boolean optional() {
            return !required && !yesNo();
        }

        String java() {
            return camel(name);
        }

        String label() {
            return capital(name.replace('-', ' '));
        }

        /** The message that is its label where nothing can be filled in any more. */
        String shownLabel() {
            return java() + (optional() ? "Shown" : "Label");
        }

        /** How the page shows what the tests type. */
        String seen() {
            String typed = "TYPED.get(\"" + name + "\")";
            return type.equals("lines") ? typed : "\"value=\\\"\" + " + typed + " + \"\\\"\"";
        }

        String example() {
            return switch (type) {
                case "email" -> "zoe@example.org";
                case "number" -> "7";
                case "yes-no" -> "yes";
                default -> "For Zoe";
            };
        }
    }

    private record Reaction(String type, String fact, String why, String publisher) {
        static Reaction of(String type, String service) {
            if (type.equals("payment.authorised." + service)) {
                return new Reaction(type, "paid", "Our own quote was paid: one is taken from the stock, or the reservation is refused.", "payment-service");
            }
            return switch (type) {
                case "payment.captured" -> new Reaction(type, "captured", "The money is there: what is reserved is done.", "payment-service");
                case "order.confirmed" -> new Reaction(type, "confirmed", "The order is certain.", "checkout-service");
                case "order.cancelled" -> new Reaction(type, "cancelled", "Nothing is to be done under this ID any more, whatever comes later.", "checkout-service");
                case "order.forgotten" ->
                    new Reaction(type, "forgotten", "Nobody needs the order any more: what is kept of it is deleted.", "checkout-service");
                default -> new Reaction(type, camel(type.replace('.', '-')), "Notes that it happened.", type.replaceAll("\\..*", "") + "-service");
            };
        }

        /** The event's words without the service that it is for: one finds the reaction by the event's name. */
        String event(String service) {
            String camel = camel(type.replace("." + service, "").replace('.', '-'));
            return Character.toUpperCase(camel.charAt(0)) + camel.substring(1);
        }
    }

    public static void main(String[] arguments) {
        try {
            Path project = Path.of("").toAbsolutePath();
            if (!Files.exists(project.resolve("add-service").resolve("template"))) {
                throw new Refused("Run this in the project's folder; there is no add-service/template in " + project + ".");
            }
            if (List.of(arguments).contains("--help")) {
                System.out.println(USAGE);
                return;
            }
            new AddService(project, arguments.length == 0 ? asked() : read(arguments)).add();
        } catch (Refused e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("The service could not be written: " + e);
            System.exit(1);
        }
    }

    private static Map<String, List<String>> read(String[] arguments) {
        Map<String, List<String>> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i].replaceFirst("^--", "");
            boolean known = arguments[i].startsWith("--") && (SINGLE.contains(option) || REPEATED.contains(option));
            if (!known || i + 1 == arguments.length) {
                throw new Refused((known ? "Expected a value after " : "There is no option ") + arguments[i] + "; the options are:\n" + USAGE);
            }
            List<String> values = options.computeIfAbsent(option, o -> new ArrayList<>());
            if (SINGLE.contains(option) && !values.isEmpty()) {
                throw new Refused("Expected --" + option + " once, was: " + values.get(0) + " and " + arguments[i + 1]);
            }
            values.add(arguments[i + 1]);
        }
        return options;
    }

    private static Map<String, List<String>> asked() {
        Map<String, List<String>> options = new LinkedHashMap<>();
        Scanner answers = new Scanner(System.in);
        ask(answers, options, "name", "Name of the service, without -service (gift-wrap)");
        ask(answers, options, "title", "What the shopper reads above the widget (from the name)");
        ask(answers, options, "field", "Fields, separated by spaces: name:type or name:type:required; types text, lines, email, number, yes-no");
        ask(answers, options, "page", "Page: checkout or order (checkout)");
        ask(answers, options, "region", "Region: header, main, aside or action (main)");
        ask(answers, options, "price", "Price in minor units, tax included; empty if it costs nothing");
        ask(answers, options, "publishes", "Events told when the work is done, separated by spaces; may be empty");
        ask(answers, options, "reacts-to", "Events it reacts to besides the usual, separated by spaces; may be empty");
        return options;
    }

    private static void ask(Scanner answers, Map<String, List<String>> options, String option, String question) {
        System.out.print(question + ": ");
        System.out.flush();
        String answer = answers.hasNextLine() ? answers.nextLine().strip() : "";
        if (!answer.isEmpty()) {
            options.put(option, SINGLE.contains(option) ? List.of(answer) : List.of(answer.split("\\s+")));
        }
    }

    private void add() throws IOException {
        String name = checkedName("--name", one("name", ""));
        String service = name + "-service";
        Path folder = project.resolve(service);
        if (Files.exists(folder)) {
            throw new Refused("There is a folder " + folder + " already; choose another name, or delete it.");
        }
        Map<String, Object> values = values(name, service);
        Map<String, String> files = new LinkedHashMap<>();
        files(values).forEach((file, template) -> files.put(file, filled(template, values)));
        reactions(values).forEach(reaction -> files.put(
                java(values) + "On" + reaction.get("event") + ".java", filled("OnEvent.java", merged(values, reaction))));
        Map<Path, String> changed = changed(service);

        for (Map.Entry<String, String> file : files.entrySet()) {
            Path written = folder.resolve(file.getKey());
            Files.createDirectories(written.getParent());
            Files.writeString(written, file.getValue());
            System.out.println("Written: " + project.relativize(written));
        }
        for (Map.Entry<Path, String> file : changed.entrySet()) {
            FileTime before = Files.getLastModifiedTime(file.getKey());
            Files.writeString(file.getKey(), file.getValue());
            // The line concerns nobody else: no other service is put together anew for it.
            Files.setLastModifiedTime(file.getKey(), before);
        }
        tell(service, values.get("Thing"), !one("price", "").isEmpty());
    }

    private static void tell(String service, Object thing, boolean costs) {
        String mvn = "mvn -q -pl launcher," + service + " -am ";
        System.out.println("""

                Texts are in Messages.java, German ones begun in msg_de.properties.example, what is wrong with a field in Typed.java, what an operator reads of one order in %4$sKnowledge.java.
                Test it:                        mvn -pl %1$s -am test -Dtest='%4$s*,ContractTest' -Dsurefire.failIfNoSpecifiedTests=false
                While a shop runs:
                  an operator lets it in        %2$s-Dapprove=%1$s
                  start it beside the others    %2$s-Dstart=%1$s
                  take it off the page          %2$s-Dremove=%1$s
                In containers:                  java deploy/MakeKeys.java, which makes its passwords, %3$sand its broker user's rights
                  and where they run already    docker compose exec postgres bash /docker-entrypoint-initdb.d/databases.sh
                                                docker compose exec rabbitmq rabbitmqctl import_definitions /run/secrets/rabbitmq-definitions.json
                                                docker compose up --build --detach %1$s
                `mvn` starts it with the rest from now on."""
                .formatted(service, mvn, costs ? "its key for quotes " : "", thing));
    }

    // What the templates need to know

    private Map<String, Object> values(String name, String service) {
        boolean costs = !one("price", "").isEmpty();
        String page = among("page", "checkout", Set.of("checkout", "order"));
        if (costs && !page.equals("checkout")) {
            throw new Refused("What costs something is chosen on the page checkout, was: --page " + page);
        }
        List<Field> fields = all("field").stream().map(Field::of).toList();
        checkFields(fields, costs);
        List<String> publishes = all("publishes").stream().map(type -> event("publishes", type)).toList();
        List<Reaction> reactions = reactionsOf(service, costs);
        String thing = camel(name);
        String things = thing + (thing.endsWith("s") ? "es" : "s");
        String title = one("title", capital(name.replace('-', ' ')));
        if (title.contains("\"") || title.contains("{") || title.contains("<") || title.contains("\\")) {
            throw new Refused("Expected a --title without quotes, braces, < and \\, was: " + title);
        }

        Map<String, Object> values = new HashMap<>();
        values.put("name", name);
        values.put("service", service);
        values.put("package", name.replace("-", ""));
        values.put("thing", thing);
        values.put("Thing", capital(thing));
        values.put("things", things);
        values.put("Things", capital(things));
        values.put("table", name.replace('-', '_'));
        values.put("variable", name.replace('-', '_').toUpperCase(Locale.ROOT));
        values.put("title", title);
        values.put("lowerTitle", title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1));
        values.put("page", page);
        values.put("region", among("region", "main", Set.of("header", "main", "aside", "action")));
        values.put("order", number("order", "25"));
        values.put("port", String.valueOf(freePort()));
        values.put("costs", costs);
        values.put("price", costs ? number("price", "") : "");
        values.put("currency", currency());
        values.put("onCheckout", page.equals("checkout"));
        values.put("onOrder", page.equals("order"));
        values.put("free", !costs && page.equals("checkout"));
        values.put("clock", costs || page.equals("order"));
        values.put("steps", costs ? "Step.CHECK, Step.SEAL, Step.RELEASE, Step.CARRY_OVER" : "Step.CHECK, Step.CARRY_OVER");
        values.put("tells", publishes.stream().map(type -> Map.of("type", type, "constant", constant(type))).toList());
        values.put("told", publishes.stream().map(type -> capital(thing) + "." + constant(type)).collect(Collectors.joining(", ")));
        values.put("publishes", Stream.concat(
                        costs ? Stream.of("reservation.made." + service, "reservation.refused." + service) : Stream.of(), publishes.stream())
                .collect(Collectors.joining(",")));
        values.put("reactsTo", reactions.stream().map(Reaction::type).collect(Collectors.joining(",")));
        values.put("reactions", reactions.stream()
                .map(reaction -> Map.of(
                        "type", reaction.type(),
                        "row", reaction.type().startsWith("payment.authorised.") ? "payment.authorised.*" : reaction.type(),
                        "fact", reaction.fact(),
                        "column", snake(reaction.fact()),
                        "event", reaction.event(service),
                        "why", reaction.why(),
                        "publisher", reaction.publisher()))
                .toList());
        values.put("facts", facts(reactions, costs, page.equals("order")));
        values.put("promises", promises(service, costs ? publishes : List.of()));
        values.put("over", costs
                ? "cancelledAt != null || refusedAt != null || capturedAt != null || forgottenAt != null"
                : page.equals("checkout")
                        ? "cancelledAt != null || confirmedAt != null || forgottenAt != null"
                        : "cancelledAt != null || sentAt != null || forgottenAt != null");
        values.put("abandoned", costs
                ? "(forgotten_at is not null or reserved_at is null or given_back_at is not null)"
                : "(forgotten_at is not null or done_at is null)");
        values.put("due", costs
                ? "reservedAt != null && capturedAt != null && cancelledAt == null"
                : page.equals("checkout")
                        ? "confirmedAt != null && cancelledAt == null && !typed.equals(Typed.NOTHING)"
                        : "sentAt != null && cancelledAt == null");
        values.put("happy", reactions.stream()
                .filter(reaction -> !Set.of("cancelled", "forgotten").contains(reaction.fact()))
                .map(reaction -> thing + " -> " + thing + "." + reaction.fact() + "(NOW)")
                .collect(Collectors.joining(", ")));
        addFields(values, fields, costs);
        return values;
    }

    /** In the order in which one would tell them. */
    private static List<Map<String, String>> facts(List<Reaction> reactions, boolean costs, boolean onOrder) {
        Stream<String> heard = reactions.stream().map(Reaction::fact).filter(fact -> !Set.of("paid", "captured", "cancelled", "forgotten").contains(fact));
        return Stream.of(
                        costs ? Stream.of("sealed", "paid", "reserved", "refused", "captured") : Stream.<String>empty(),
                        heard,
                        onOrder ? Stream.of("sent") : Stream.<String>empty(),
                        Stream.of("cancelled"),
                        costs ? Stream.of("givenBack") : Stream.<String>empty(),
                        Stream.of("done", "forgotten"))
                .flatMap(facts -> facts)
                .map(fact -> Map.of("fact", fact, "column", snake(fact)))
                .toList();
    }

    /** Of what costs something: only then the events say whether this checkout has any work for the service. */
    private static String promises(String service, List<String> publishes) {
        return Stream.concat(
                        Stream.of("payment.authorised.%1$s -> reservation.made.%1$s | reservation.refused.%1$s within 10s"),
                        publishes.stream().map(type -> "payment.captured & reservation.made.%1$s -> " + type + " within 10s"))
                .map(promise -> "\\\n  " + promise.formatted(service))
                .collect(Collectors.joining(","));
    }

    private void addFields(Map<String, Object> values, List<Field> fields, boolean costs) {
        String widget = String.valueOf(values.get("name"));
        List<String> components = new ArrayList<>();
        List<String> nothing = new ArrayList<>();
        List<String> read = new ArrayList<>();
        List<String> example = new ArrayList<>();
        List<Map<String, Object>> columns = new ArrayList<>();
        List<Map<String, Object>> rules = new ArrayList<>();
        List<Map<String, Object>> texts = new ArrayList<>();
        List<Map<String, Object>> forms = new ArrayList<>();
        if (costs) {
            components.add("boolean wanted");
            nothing.add("false");
            read.add("form.ticked(\"wanted\")");
            columns.add(Map.of("column", "wanted boolean not null default false", "columnName", "wanted"));
        }
        for (Field field : fields) {
            String java = field.java();
            String column = snake(java);
            components.add((field.yesNo() ? "boolean " : "String ") + java);
            nothing.add(field.yesNo() ? "false" : "\"\"");
            example.add(field.yesNo() ? "true" : '"' + field.example() + '"');
            Integer longest = Field.LONGEST.get(field.type());
            read.add(field.yesNo()
                    ? "form.ticked(\"" + field.name() + "\")"
                    : "form." + (field.type().equals("lines") ? "lines" : "line") + "(\"" + field.name() + "\", " + longest + ")");
            columns.add(Map.of(
                    "column", column + (field.yesNo() ? " boolean not null default false" : " text not null default ''"), "columnName", column));
            texts.add(Map.of("key", java + "Label", "text", field.label() + (field.optional() ? " (optional)" : "")));
            if (costs && field.optional()) {
                texts.add(Map.of("key", field.shownLabel(), "text", field.label()));
            }
            addRules(field, costs, rules, texts);
            forms.add(Map.of("tag", tag(widget, field), "shown", shown(field)));
        }
        values.put("components", String.join(", ", components));
        values.put("nothing", String.join(", ", nothing));
        values.put("read", String.join(", ", read));
        values.put("example", String.join(", ", example));
        values.put("columns", columns);
        values.put("rules", rules);
        values.put("texts", texts);
        values.put("fields", forms);
        values.put("typed", Stream.concat(
                        costs ? Stream.of("Map.entry(\"wanted\", \"yes\")") : Stream.of(),
                        fields.stream().map(field -> "Map.entry(\"" + field.name() + "\", \"" + field.example() + "\")"))
                .collect(Collectors.joining(", ")));
        values.put("seen", fields.stream().filter(field -> !field.yesNo()).findFirst().map(Field::seen).orElse("\" checked\""));
        values.put("missing", fields.stream()
                .filter(Field::required)
                .limit(1)
                .map(field -> Map.of("field", field.name()))
                .toList());
    }

    private static void addRules(Field field, boolean costs, List<Map<String, Object>> rules, List<Map<String, Object>> texts) {
        String java = field.java();
        if (field.required()) {
            rules.add(Map.of(
                    "wrong", "emptyOnesToo && " + (costs ? "wanted && " : "") + (field.yesNo() ? "!" + java : java + ".isEmpty()"),
                    "field", field.name(),
                    "message", java + "Missing"));
            texts.add(Map.of("key", java + "Missing", "text", field.yesNo() ? "Tick this to go on." : "Fill in “" + field.label() + "”."));
        }
        String form = Map.of("number", "\\\\d+", "email", "[^@\\\\s]{1,64}@[^@\\\\s.]+(\\\\.[^@\\\\s.]+)+").get(field.type());
        if (form != null) {
            rules.add(Map.of(
                    // What is not bought cannot stand in the way of what is.
                    "wrong", (costs ? "(wanted || !emptyOnesToo) && " : "") + "!" + java + ".isEmpty() && !" + java + ".matches(\"" + form + "\")", "field", field.name(), "message", java + "Wrong"));
            texts.add(Map.of(
                    "key", java + "Wrong",
                    "text", field.type().equals("number") ? "Enter a whole number, for example 3." : "Enter an email address, for example zoe@example.org."));
        }
    }

    /** What was typed, on the order's page. */
    private static String shown(Field field) {
        String typed = "view.typed." + field.java();
        String label = "<div><dt>{msg:" + field.shownLabel() + "}</dt>";
        return field.yesNo()
                ? "{#if " + typed + "}" + label + "<dd>✓</dd></div>{/if}"
                : "{#if " + typed + "}" + label + "<dd>{" + typed + "}</dd></div>{/if}";
    }

    private static String tag(String widget, Field field) {
        String kind = switch (field.type()) {
            case "yes-no" -> "tick";
            case "lines" -> "lines";
            default -> "field";
        };
        String more = switch (field.type()) {
            case "email" -> " type=\"email\" dir=\"ltr\" autocomplete=\"email\" inputmode=\"email\"";
            case "number" -> " inputmode=\"numeric\"";
            default -> "";
        };
        Integer longest = Field.LONGEST.get(field.type());
        return "{#" + kind + " widget=\"" + widget + "\" base=view.base name=\"" + field.name() + "\" label=msg:" + field.java() + "Label value=view.typed."
                + field.java() + " error=view.errors.of('" + field.name() + "')" + more + (longest == null ? "" : " maxlength=\"" + longest + "\"")
                + (field.yesNo() ? field.required() ? " required=true" : "" : field.required() ? "" : " optional=true") + " /}";
    }

    private void checkFields(List<Field> fields, boolean costs) {
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.java())) {
                throw new Refused("Expected each field once, was twice: " + field.name());
            }
        }
        if (fields.isEmpty() && !costs) {
            throw new Refused("A widget that costs nothing needs at least one --field, for example --field message:text:required");
        }
    }

    private List<Reaction> reactionsOf(String service, boolean costs) {
        Stream<String> usual = costs
                ? Stream.of("payment.authorised." + service, "payment.captured", "order.cancelled", "order.forgotten")
                : Stream.of("order.confirmed", "order.cancelled", "order.forgotten");
        List<Reaction> reactions = Stream.concat(usual, all("reacts-to").stream().map(type -> event("reacts-to", type)))
                .distinct()
                .map(type -> Reaction.of(type, service))
                .toList();
        if (reactions.size() > 7) {
            throw new Refused("Expected at most 7 events that it reacts to, were: " + reactions.stream().map(Reaction::type).toList());
        }
        return reactions;
    }

    private String event(String option, String type) {
        if (!EVENT.matcher(type).matches() || type.length() > 100) {
            throw new Refused("Expected --" + option + " as lower-case words joined by dots, for example gift.wrapped, was: " + type);
        }
        return type;
    }

    private String currency() {
        String currency = one("currency", "EUR");
        try {
            return java.util.Currency.getInstance(currency).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw new Refused("Expected --currency as an ISO 4217 code, for example EUR, was: " + currency);
        }
    }

    private String number(String option, String standard) {
        String written = one(option, standard);
        if (!written.matches("\\d{1,9}")) {
            throw new Refused("Expected --" + option + " as a whole number of at most 9 digits" + (option.equals("price") ? ", in minor units (390 is 3.90)" : "") + ", was: " + written);
        }
        return String.valueOf(Integer.parseInt(written));
    }

    private String among(String option, String standard, Set<String> known) {
        String written = one(option, standard);
        if (!known.contains(written)) {
            throw new Refused("Expected --" + option + " as one of " + known.stream().sorted().toList() + ", was: " + written);
        }
        return written;
    }

    private String one(String option, String standard) {
        return options.getOrDefault(option, List.of(standard)).get(0);
    }

    private List<String> all(String option) {
        return options.getOrDefault(option, List.of());
    }

    private int freePort() {
        Pattern port = Pattern.compile("(?m)^quarkus\\.http\\.port=(\\d+)");
        try (Stream<Path> folders = Files.list(project)) {
            return folders.map(folder -> folder.resolve("src/main/resources/application.properties"))
                            .filter(Files::exists)
                            .flatMap(file -> port.matcher(text(file)).results())
                            .mapToInt(found -> Integer.parseInt(found.group(1)))
                            .max()
                            .orElse(8080)
                    + 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The files

    private static Map<String, String> files(Map<String, Object> values) {
        String java = java(values);
        String test = java.replace("src/main", "src/test");
        Object thing = values.get("Thing");
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", "README.md");
        files.put("pom.xml", "pom.xml");
        files.put("src/main/resources/application.properties", "application.properties");
        files.put("msg_de.properties.example", "msg_de.properties.example");
        files.put("src/main/resources/db/migration/V1__" + values.get("table") + ".sql", "migration.sql");
        files.put("src/main/resources/templates/" + values.get("name") + ".html", "widget.html");
        files.put(java + "package-info.java", "package-info.java");
        files.put(java + thing + "Widget.java", "ThingWidget.java");
        files.put(java + "Typed.java", "Typed.java");
        files.put(java + thing + ".java", "Thing.java");
        files.put(java + values.get("Things") + ".java", "Things.java");
        files.put(java + thing + "Knowledge.java", "ThingKnowledge.java");
        files.put(java + "Messages.java", "Messages.java");
        if (Boolean.TRUE.equals(values.get("costs"))) {
            files.put(java + thing + "StateWidget.java", "ThingStateWidget.java");
            files.put("src/main/resources/templates/" + values.get("name") + "-state.html", "state.html");
        }
        files.put(test + thing + "Test.java", "ThingTest.java");
        files.put(test + thing + "WidgetTest.java", "ThingWidgetTest.java");
        files.put(test + "ContractTest.java", "ContractTest.java");
        return files;
    }

    private static String java(Map<String, Object> values) {
        return "src/main/java/io/intarsia/" + values.get("package") + "/";
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> reactions(Map<String, Object> values) {
        return (List<Map<String, Object>>) values.get("reactions");
    }

    private String filled(String template, Map<String, Object> values) {
        return fill(text(project.resolve("add-service/template").resolve(template + ".txt")), values);
    }

    private static final Pattern SECTION =
            Pattern.compile("(?s)(?:(?<=\\n|^)\\{\\{([#^])(\\w+)}}\\n(.*?)(?<=\\n)\\{\\{/\\2}}\\n)|(?:\\{\\{([#^])(\\w+)}}(.*?)\\{\\{/\\5}})");
    private static final Pattern VALUE = Pattern.compile("\\{\\{(\\w+)}}");

    /** A little of Mustache: values, and sections for what holds, what does not, and each of a list; a section's marks may stand on lines of their own. */
    private static String fill(String template, Map<String, Object> values) {
        String sections = SECTION.matcher(template).replaceAll(found -> {
            boolean lines = found.group(1) != null;
            String kind = lines ? found.group(1) : found.group(4);
            Object value = values.get(lines ? found.group(2) : found.group(5));
            String content = lines ? found.group(3) : found.group(6);
            return Matcher.quoteReplacement(section(kind, value, content, values));
        });
        return VALUE.matcher(sections).replaceAll(found -> {
            Object value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException("The template names {{" + found.group(1) + "}}, which is not known");
            }
            return Matcher.quoteReplacement(value.toString());
        });
    }

    @SuppressWarnings("unchecked")
    private static String section(String kind, Object value, String content, Map<String, Object> values) {
        if (value instanceof List<?> items) {
            return items.stream()
                    .map(item -> fill(content, merged(values, (Map<String, Object>) item)))
                    .collect(Collectors.joining());
        }
        return Boolean.TRUE.equals(value) == kind.equals("#") ? fill(content, values) : "";
    }

    private static Map<String, Object> merged(Map<String, Object> outer, Map<String, Object> inner) {
        Map<String, Object> all = new HashMap<>(outer);
        all.putAll(inner);
        return all;
    }

    // The three lines elsewhere

    private Map<Path, String> changed(String service) {
        Map<Path, String> changed = new LinkedHashMap<>();
        insert(changed, "pom.xml", "    <module>event-log-service</module>\n", "    <module>" + service + "</module>\n");
        insert(changed, "deploy/shell/services.properties", "event-log-service=http://event-log-service:8080\n", service + "=http://" + service + ":8080\n");
        insert(changed, "compose.yaml", "  delivery-service: {<<: *service, ", "");
        return changed;
    }

    /** Behind the line that begins so, the same line with this service's name, or another line. */
    private void insert(Map<Path, String> changed, String file, String after, String line) {
        Path path = project.resolve(file);
        String text = text(path);
        int begin = text.indexOf(after);
        if (begin < 0) {
            throw new Refused("Expected the line `" + after.strip() + "` in " + file + ", to add one behind it; it is not there.");
        }
        int end = text.indexOf('\n', begin) + 1;
        String service = line.isEmpty() ? text.substring(begin, end).replace("delivery-service", serviceName()) : line;
        if (text.contains(service)) {
            return;
        }
        changed.put(path, text.substring(0, end) + service + text.substring(end));
        System.out.println("One line in " + file + ":\n  " + service.strip());
    }

    private String serviceName() {
        return one("name", "") + "-service";
    }

    // Names

    private static String checkedName(String option, String name) {
        if (!NAME.matcher(name).matches() || name.length() > 40) {
            throw new Refused("Expected " + option + " as lower-case words joined by hyphens, for example gift-wrap, was: " + (name.isEmpty() ? "nothing" : name)
                    + "\n" + USAGE);
        }
        if (TAKEN.contains(name) || option.equals("--name") && TAKEN_BY_CLASSES.contains(name)) {
            throw new Refused("Expected " + option + " as a word that neither Java nor SQL nor the service itself has taken, was: " + name);
        }
        return name;
    }

    private static String camel(String name) {
        String joined = Stream.of(name.split("-")).map(AddService::capital).collect(Collectors.joining());
        return joined.substring(0, 1).toLowerCase(Locale.ROOT) + joined.substring(1);
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static String snake(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static String constant(String type) {
        return type.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
