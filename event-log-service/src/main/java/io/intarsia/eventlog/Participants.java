package io.intarsia.eventlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Who publishes, reacts and promises, read from the manifests that the shell hands on. In the background: without the shell the log goes on with what it read last, which is in its
 * database, and without that it only knows less to say.
 */
@Singleton
class Participants {
    private static final Logger LOG = Logger.getLogger(Participants.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int LARGEST = 1024 * 1024;

    private final Optional<URI> manifests;
    private final ObjectMapper json;
    private final EntityManager entities;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private volatile List<Participant> known = List.of();
    private String lastRead = "";
    private boolean failing;

    Participants(
            @ConfigProperty(name = "intarsia.manifests") Optional<URI> manifests,
            ObjectMapper json,
            EntityManager entities) {
        this.manifests = manifests;
        this.json = json;
        this.entities = entities;
    }

    /** All listed services, by name. */
    List<Participant> all() {
        return known;
    }

    void remember(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent started) {
        List<?> kept = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select manifests from known_services")
                        .getResultList());
        if (!kept.isEmpty()) {
            try {
                known = read((String) kept.get(0));
            } catch (JsonProcessingException e) {
                LOG.warnf("The manifests that were read last cannot be read any more: %s", e.getOriginalMessage());
            }
        }
    }

    @Scheduled(every = "${event-log.manifests-every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void readAgain() {
        if (manifests.isEmpty()) {
            return;
        }
        try {
            take(fetch(manifests.get()));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warnf("The manifests at %s cannot be read; going on with those read last: %s", manifests.get(), e);
            }
            failing = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String fetch(URI address) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(address).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200 || answer.body().length() > LARGEST) {
            throw new IOException("expected 200 and at most " + LARGEST + " characters, but it answered "
                    + answer.statusCode() + " and " + answer.body().length());
        }
        return answer.body();
    }

    /** Takes over what the shell says. */
    void take(String text) throws JsonProcessingException {
        if (text.equals(lastRead)) {
            return;
        }
        known = read(text);
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("""
                        insert into known_services (one, manifests) values (true, :manifests)
                        on conflict (one) do update set manifests = excluded.manifests""")
                        .setParameter("manifests", text)
                        .executeUpdate());
        lastRead = text;
    }

    private List<Participant> read(String text) throws JsonProcessingException {
        return Stream.of(json.readValue(text, Participant.Entry[].class))
                .flatMap(entry -> Participant.of(entry).stream())
                .toList();
    }
}
