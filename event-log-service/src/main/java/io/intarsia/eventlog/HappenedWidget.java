package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** On the order's page: what happened behind it, for the shopper who wants to know. */
@Singleton
@Path("checkouts/{correlationId}/widgets/happened")
class HappenedWidget implements Widget {
    private final EventLog log;
    private final HappenedMessages messages;

    HappenedWidget(EventLog log, Language language) {
        this.log = log;
        this.messages = language.words(HappenedMessages.class);
    }

    /** @param lines what has happened, in the order of cause and effect */
    record Told(String checkout, boolean forgotten, List<Line> lines) {}

    /**
     * @param parts the type, up to each of its dots: a narrow screen breaks it there
     * @param since how long after the first event, in words; null for that one
     */
    record Line(
            List<String> parts, String service, @Nullable String since) {}

    @CheckedTemplate
    static class Templates {
        /** @param told null for the skeleton */
        static native TemplateInstance happened(@Nullable Told told);

        private Templates() {}
    }

    @Override
    public Description description() {
        return Description.of("happened", messages.happened(), "order", "aside", 90, messages.happenedFallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.happened(null);
    }

    /** @param after how many events are shown already: 204 if there are no more */
    @GET
    public Response show(@RestPath String correlationId, @RestQuery @Nullable Long after) {
        Story story = log.story(CorrelationId.fromString(correlationId));
        return after != null && after == story.steps().size()
                ? Answers.done()
                : Answers.shown(Templates.happened(told(story)));
    }

    private Told told(Story story) {
        return new Told(
                story.checkout(),
                story.isForgotten(),
                story.steps().stream()
                        .map(step -> new Line(
                                List.of(step.type().split("(?<=\\.)")),
                                step.service(),
                                since(step.start(), step.event().time)))
                        .toList());
    }

    private @Nullable String since(Instant start, Instant time) {
        Duration span = Duration.between(start, time);
        return span.isZero() ? null : inWords(span);
    }

    private String inWords(Duration span) {
        long millis = span.toMillis();
        if (millis < 1_000) {
            return messages.milliseconds(millis);
        }
        if (millis < 60_000) {
            return messages.seconds(BigDecimal.valueOf(millis / 100, 1));
        }
        if (span.toHours() < 1) {
            return messages.minutes(span.toMinutes(), span.toSecondsPart());
        }
        return span.toDays() < 1
                ? messages.hours(span.toHours(), span.toMinutesPart())
                : messages.days(span.toDays(), span.toHoursPart());
    }
}
