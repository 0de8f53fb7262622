package io.intarsia.kit.test;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.widget.Widget;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The rules of the house, for every service; each says why. They run in every service's build. */
@AnalyzeClasses(
        packages = "io.intarsia",
        importOptions = {DoNotIncludeTests.class, ArchitectureRules.NoTestKit.class})
public class ArchitectureRules {
    private static final String[] HTTP_CLIENTS = {
        "java.net.http..", "jakarta.ws.rs.client..", "io.vertx.ext.web.client..", "org.apache.http..", "okhttp3.."
    };

    @ArchTest
    static final ArchRule entities_know_no_http_templates_or_broker = noClasses()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.quarkus.qute..", "com.rabbitmq..")
            .because("an aggregate is its rules; who asks and who listens must be free to change");

    @ArchTest
    static final ArchRule reactions_know_no_http_or_templates = noClasses()
            .that()
            .areAssignableTo(Reaction.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.quarkus.qute..")
            .because("nobody is looking when an event arrives");

    @ArchTest
    static final ArchRule widgets_know_no_relay_or_inbox = noClasses()
            .that()
            .areAssignableTo(Widget.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Inbox.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("com.rabbitmq..")
            .because("a door changes the aggregate and the outbox, and the rest follows");

    @ArchTest
    static final ArchRule only_the_kit_knows_the_broker = noClasses()
            .that()
            .resideOutsideOfPackages("io.intarsia.kit.event", "io.intarsia.kit.outbox", "io.intarsia.kit.inbox")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.rabbitmq..")
            .because("a service says what has happened and reacts; how that travels must be free to change");

    @ArchTest
    static final ArchRule only_the_outbox_sends = noClasses()
            .that()
            .resideOutsideOfPackage("io.intarsia.kit.outbox")
            .should()
            .callMethodWhere(target(nameStartingWith("basicPublish")))
            .because(
                    "an event that is sent past the outbox is lost in a crash, or sent for a change that was rolled back");

    @ArchTest
    static final ArchRule only_the_inbox_receives = noClasses()
            .that()
            .resideOutsideOfPackage("io.intarsia.kit.inbox")
            .should()
            .callMethodWhere(target(nameStartingWith("basicConsume")).or(target(nameStartingWith("basicGet"))))
            .because("an event that is received past the inbox takes effect twice");

    @ArchTest
    static final ArchRule only_the_kit_traces = noClasses()
            .that()
            .resideOutsideOfPackage("io.intarsia.kit.trace")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..")
            .because("what a span tells of a shopper is decided in one place, and leaves the shop");

    @ArchTest
    static final ArchRule no_service_calls_another = noClasses()
            .that(are(
                    "neither payment's adapter to its provider nor the log's reader of manifests",
                    c -> !c.getName().startsWith("io.intarsia.payment.Provider")
                            && !c.getName().equals("io.intarsia.eventlog.Participants")))
            .should()
            .dependOnClassesThat(resideInAnyOf(HTTP_CLIENTS)
                    .or(name("java.net.HttpURLConnection"))
                    .or(name("java.net.URLConnection")))
            .because(
                    "each service already holds what it needs; a manifest is no shopper's data, and the log goes on without");

    @ArchTest
    static final ArchRule a_native_query_has_no_class = noClasses()
            .should()
            .callMethodWhere(
                    target(name("createNativeQuery")).and(target(rawParameterTypes(String.class, Class.class))))
            .because("Hibernate (7.2) never finds such a query's plan again: it keeps one for each call,"
                    + " and looks through all of them each time");

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .because("a test must be able to set the clock");

    @ArchTest
    static final ArchRule ids_come_from_a_supplier = noClasses()
            .that(are(
                    "neither the one that supplies them nor of the provider's simulator",
                    c -> !c.getName().equals("io.intarsia.kit.event.Identifiers")
                            && !c.getPackageName().equals("io.intarsia.provider")))
            .should()
            .accessTargetWhere(JavaAccess.Predicates.target(name("randomUUID"))
                    .and(JavaAccess.Predicates.targetOwner(type(UUID.class))))
            .because("a test must be able to set the IDs, and what is made twice must not get two");

    @ArchTest
    static final ArchRule a_service_is_one_flat_package = noClasses()
            .that()
            .resideOutsideOfPackage("io.intarsia.kit..")
            .should()
            .resideInAPackage("io.intarsia.*.*..")
            .because("its files are read in the order in which data flows, not layer by layer");

    @ArchTest
    static final ArchRule names_say_the_business = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Dto|DTO|Mapper|Utils?|Helper|Manager)")
            .orShould()
            .haveNameMatching(".*[a-z]Service")
            .because("such a name says what a class is made of, not what it is for");

    @ArchTest
    static final ArchRule the_kit_has_no_business_word = noClasses()
            .that()
            .resideInAPackage("io.intarsia.kit..")
            .should()
            .haveNameMatching(".*(Order|Basket|Cart|Payment|Card|Delivery|Shipment|Customer|Product).*")
            .because("what every service shares must not know what they do");

    @ArchTest
    static final ArchRule the_kit_knows_no_service = noClasses()
            .that()
            .resideInAPackage("io.intarsia.kit..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.intarsia..")
                    .and(are("outside the kit", c -> !c.getPackageName().startsWith("io.intarsia.kit"))))
            .because("dependencies point to the kit");

    @ArchTest
    static final ArchRule reactions_are_named_after_their_event = classes()
            .that(assignableTo(Reaction.class).and(are("classes of services", c -> !c.isInterface())))
            .should()
            .haveSimpleNameStartingWith("On")
            .because("one finds the reaction to an event by the event's name");

    @ArchTest
    static void an_event_has_no_field_that_could_carry_data(JavaClasses ignored) {
        assertThat(Arrays.stream(Event.class.getRecordComponents()).map(c -> c.getName()))
                .isEqualTo(List.of("id", "type", "source", "correlationId", "causationId", "time"));
    }

    /** The log forgets by its months; see docs/decisions/0019. */
    @ArchTest
    static void who_keeps_something_of_a_checkout_can_forget_it(JavaClasses all) {
        List<String> keepers = all.stream()
                .filter(c -> c.isAnnotatedWith("jakarta.persistence.Entity"))
                .filter(c -> c.tryGetField("correlationId").isPresent())
                .filter(c -> !c.getPackageName().startsWith("io.intarsia.kit")
                        && !c.getPackageName().equals("io.intarsia.eventlog"))
                .map(JavaClass::getName)
                .toList();
        boolean remembers = all.stream()
                .flatMap(c -> c.getMethodCallsFromSelf().stream())
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Forgotten.class)
                        && call.getName().equals("remember"));
        assertThat(keepers)
                .as(
                        "entities of checkouts in a service that never deletes them: it owes a reaction to order.forgotten, as docs/events.md says; Forgotten.remember is what the last of it calls")
                .matches(entities -> remembers || entities.isEmpty(), "are forgotten");
    }

    private static DescribedPredicate<JavaClass> are(String description, java.util.function.Predicate<JavaClass> test) {
        return DescribedPredicate.describe("are " + description, test);
    }

    private static DescribedPredicate<JavaClass> resideInAnyOf(String... packages) {
        return JavaClass.Predicates.resideInAnyPackage(packages);
    }

    /** The kit's own test helpers act from outside, so the rules are not for them. */
    static class NoTestKit implements com.tngtech.archunit.core.importer.ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("io/intarsia/kit/test")
                    && !location.contains("io/intarsia/verify")
                    && !location.contains("io/intarsia/embedded");
        }
    }
}
