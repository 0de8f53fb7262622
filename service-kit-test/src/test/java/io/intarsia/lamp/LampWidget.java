package io.intarsia.lamp;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

@Path("checkouts/{correlationId}/widgets/lamp")
@Singleton
public class LampWidget implements Widget {
    private final Template lamp;
    private final Outbox outbox;
    private final Forgotten forgotten;

    LampWidget(@Location("lamp.html") Template lamp, Outbox outbox, Forgotten forgotten) {
        this.lamp = lamp;
        this.outbox = outbox;
        this.forgotten = forgotten;
    }

    @Override
    public Description description() {
        return Description.of("lamp", "Lamp", "checkout", "main", 10, "There is no light.")
                .with(Step.CHECK, Step.CARRY_OVER);
    }

    @Override
    public TemplateInstance skeleton() {
        return lamp.instance();
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id) {
        return Answers.shown(lamp.instance());
    }

    @POST
    @Transactional
    public Response light(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> form) {
        Form typed = Form.of(form);
        if (typed.line("colour", 10).isEmpty()) {
            return Answers.invalid(lamp.instance());
        }
        forgotten.refuse(id);
        outbox.publish("lamp.lit", id);
        return Answers.shown(lamp.instance());
    }

    @POST
    @Path("seal")
    public Response seal(@PathParam("correlationId") CorrelationId id) {
        return Answers.done();
    }

    @POST
    @Path("pay")
    public Response pay(@PathParam("correlationId") CorrelationId id) {
        return Answers.done();
    }

    @POST
    @Path("break")
    @Transactional
    public Response fall(@PathParam("correlationId") CorrelationId id) {
        outbox.publish("lamp.lit", id);
        throw new IllegalStateException("It fell off the table");
    }
}
