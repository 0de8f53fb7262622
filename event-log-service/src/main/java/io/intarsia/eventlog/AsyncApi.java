package io.intarsia.eventlog;

import io.intarsia.kit.event.Broker;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The catalogue of events as an AsyncAPI document: who publishes what, and who reacts, as the services' manifests say. Open to everybody, for the manifests are, and nothing else is in it: where the
 * broker is and who may enter is not the log's to tell.
 *
 * @see <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0.0</a>
 */
@Singleton
@Path("asyncapi.json")
class AsyncApi {
    private static final String BINDING_VERSION = "0.3.0";
    private static final String UUID = "uuid";

    private final Participants services;
    private final String version;

    AsyncApi(Participants services, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.services = services;
        this.version = version;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Map<String, Object> document() {
        return of(services.all(), version);
    }

    static Map<String, Object> of(List<Participant> services, String version) {
        Map<String, Set<String>> publishers = new TreeMap<>();
        for (Participant service : services) {
            service.publishes()
                    .forEach(type -> publishers
                            .computeIfAbsent(type, t -> new TreeSet<>())
                            .add(service.name()));
        }
        Map<String, Object> channels = new LinkedHashMap<>();
        Map<String, Object> operations = new LinkedHashMap<>();
        Map<String, Object> messages = new LinkedHashMap<>();
        publishers.forEach((type, names) -> {
            messages.put(id(type), message(type, names));
            channels.put(id(type), eventChannel(type, reactingTo(type, services)));
            names.forEach(name -> operations.put(name + ".publishes." + id(type), send(name, type)));
        });
        for (Participant service : services) {
            if (!service.reactsTo().isEmpty()) {
                List<String> types =
                        publishers.keySet().stream().filter(service::mayReactTo).toList();
                channels.put(queueId(service), queueChannel(service, types));
                operations.put(service.name() + ".reacts", receive(service, types));
            }
        }
        return object(
                "asyncapi",
                "3.0.0",
                "info",
                info(version),
                "defaultContentType",
                "application/octet-stream",
                "servers",
                object("broker", server()),
                "channels",
                channels,
                "operations",
                operations,
                "components",
                object("messages", messages, "schemas", object("headers", headers())),
                "x-services",
                services.stream().map(AsyncApi::participant).toList());
    }

    private static Map<String, Object> info(String version) {
        return object(
                "title", "The events of this shop",
                "version", version,
                "description",
                        "An event says that something has happened under a correlation ID, and nothing else: its body is empty. Made from the manifests of the services.");
    }

    private static Map<String, Object> server() {
        return object(
                "host", "{broker}",
                "protocol", "amqp",
                "protocolVersion", "0-9-1",
                "variables",
                        object("broker", object("description", "Host and port are the installation's own secret.")));
    }

    private static Map<String, Object> participant(Participant service) {
        return object("name", service.name(), "version", service.version(), "answers", service.up());
    }

    private static Map<String, Object> eventChannel(String type, Collection<String> reacting) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (type.contains("*")) {
            parameters.put("word", object("description", "any one word"));
        }
        if (type.contains("#")) {
            parameters.put("words", object("description", "any number of words, joined by dots"));
        }
        return object(
                "address",
                type.replace("*", "{word}").replace("#", "{words}"),
                "title",
                type,
                "messages",
                object(id(type), reference("components/messages", id(type))),
                "parameters",
                parameters,
                "bindings",
                amqp(
                        "is",
                        "routingKey",
                        "exchange",
                        object("name", Broker.EXCHANGE, "type", "topic", "durable", true, "autoDelete", false)),
                "x-reacting",
                reacting);
    }

    /** What the queue is bound with stands in an extension, since AsyncAPI has no words for it. */
    private static Map<String, Object> queueChannel(Participant service, List<String> types) {
        Map<String, Object> messages = new LinkedHashMap<>();
        types.forEach(type -> messages.put(id(type), reference("components/messages", id(type))));
        List<Object> bound = new ArrayList<>();
        service.reactsTo().forEach(pattern -> bound.add(binding(Broker.EXCHANGE, pattern)));
        bound.add(binding(Broker.HISTORY, service.name()));
        return object(
                "address",
                service.name(),
                "title",
                "The queue of " + service.name(),
                "messages",
                messages,
                "bindings",
                amqp(
                        "is",
                        "queue",
                        "queue",
                        object("name", service.name(), "durable", true, "exclusive", false, "autoDelete", false)),
                "x-bindings",
                bound);
    }

    private static Map<String, Object> binding(String exchange, String routingKey) {
        return object("exchange", exchange, "routingKey", routingKey);
    }

    private static Map<String, Object> send(String service, String type) {
        return object(
                "action", "send",
                "title", service + " publishes " + type,
                "channel", reference("channels", id(type)),
                "messages", List.of(reference("channels", id(type), "messages", id(type))),
                "tags", List.of(object("name", service)),
                "bindings", amqp("deliveryMode", 2, "mandatory", true));
    }

    private static Map<String, Object> receive(Participant service, List<String> types) {
        String queue = queueId(service);
        return object(
                "action", "receive",
                "title", service.name() + " reacts",
                "channel", reference("channels", queue),
                "messages",
                        types.stream()
                                .map(type -> reference("channels", queue, "messages", id(type)))
                                .toList(),
                "tags", List.of(object("name", service.name())),
                "bindings", amqp("ack", true));
    }

    private static Map<String, Object> message(String type, Set<String> publishers) {
        boolean isOne = !type.contains("*") && !type.contains("#");
        Map<String, Object> bindings = isOne ? amqp("messageType", type) : amqp();
        Map<String, Object> written =
                isOne ? object("const", type) : object("pattern", TopicPattern.regularExpression(type));
        return object(
                "name", type,
                "correlationId", object("location", "$message.header#/ce-subject"),
                "headers",
                        object(
                                "allOf",
                                List.of(
                                        reference("components/schemas", "headers"),
                                        object(
                                                "properties",
                                                object("ce-type", written, "ce-source", object("enum", publishers))))),
                "payload", object("type", "string", "maxLength", 0, "description", "always empty"),
                "tags", publishers.stream().map(name -> object("name", name)).toList(),
                "bindings", bindings);
    }

    private static Map<String, Object> headers() {
        return object(
                "type", "object",
                "required", List.of("ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject", "ce-time"),
                "properties",
                        object(
                                "ce-specversion", object("const", "1.0"),
                                "ce-id", header(UUID, "of the event; the same event may come twice under it"),
                                "ce-type", object("type", "string", "maxLength", 100),
                                "ce-source", object("type", "string", "description", "the publishing service"),
                                "ce-subject", header(UUID, "the correlation ID"),
                                "ce-time", header("date-time", "UTC"),
                                "ce-causationid", header(UUID, "the event that led to this one"),
                                "traceparent", object("type", "string", "description", "W3C Trace Context"),
                                "tracestate", object("type", "string", "maxLength", 512)),
                "patternProperties", object("^x-", object("description", "what brokers add")),
                "additionalProperties", false);
    }

    private static Map<String, Object> header(String format, String description) {
        return object("type", "string", "format", format, "description", description);
    }

    private static Set<String> reactingTo(String type, List<Participant> services) {
        Set<String> names = new TreeSet<>();
        services.stream().filter(service -> service.mayReactTo(type)).forEach(service -> names.add(service.name()));
        return names;
    }

    /** Capitals cannot be in a type, and neither wildcard can be in a reference. */
    private static String id(String type) {
        return type.replace("*", "ANY").replace("#", "ALL");
    }

    private static String queueId(Participant service) {
        return service.name() + ".QUEUE";
    }

    private static Map<String, Object> reference(String... path) {
        return object("$ref", "#/" + String.join("/", path));
    }

    private static Map<String, Object> amqp(Object... keysAndValues) {
        Map<String, Object> binding = object(keysAndValues);
        binding.put("bindingVersion", BINDING_VERSION);
        return object("amqp", binding);
    }

    private static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }
}
