package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** On the order's page: what happened behind it, for the shopper who wants to know. */
@Singleton
@Path("checkouts/{correlationId}/widgets/happened")
class HappenedWidget implements Widget {
    private final EventLog log;
    private final Messages messages;

    HappenedWidget(EventLog log, Messages messages) {
        this.log = log;
        this.messages = messages;
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance happened(@Nullable Story story);

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
                : Answers.shown(Templates.happened(story));
    }
}
