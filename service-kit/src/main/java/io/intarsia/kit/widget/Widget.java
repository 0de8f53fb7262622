package io.intarsia.kit.widget;

import io.quarkus.qute.TemplateInstance;
import java.util.EnumSet;
import java.util.Set;

/**
 * A piece of a page. A CDI bean that is also the JAX-RS resource of the widget's own content below {@code checkouts/{correlationId}/widgets/<name>}; the
 * kit puts it in the manifest and serves its skeleton.
 */
public interface Widget {
    /** What the page needs to know; goes into the manifest. */
    Description description();

    /**
     * The skeleton: the same for every shopper, and rendered once. No correlation ID, nothing personal.
     *
     * @return a template whose single root element carries {@code data-widget}
     */
    TemplateInstance skeleton();

    /** The steps of placing an order, as in {@code docs/widget-contract.md}. */
    enum Step {
        CHECK,
        SEAL,
        PLACE,
        PAY,
        RENEW,
        RELEASE,
        CARRY_OVER;

        /** As it is written in the manifest and in paths. */
        public String written() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A widget as the manifest describes it.
     *
     * @param name lower case letters, digits and hyphens; unique in its service
     * @param title plain text
     * @param page {@code storefront}, {@code checkout}, {@code order} or {@code event-log}
     * @param region {@code header}, {@code main}, {@code aside} or {@code action}
     * @param order smaller comes first
     * @param essential whether the shopper cannot go on without it
     * @param timeLimitMillis how long the page waits for the skeleton, 1 to 2000
     * @param fallback plain text in its place while it cannot be had
     * @param steps the steps that it takes part in
     */
    record Description(
            String name,
            String title,
            String page,
            String region,
            int order,
            boolean essential,
            int timeLimitMillis,
            String fallback,
            Set<Step> steps) {

        private static final int DEFAULT_TIME_LIMIT_MILLIS = 500;

        /** A widget that is not essential and takes part in no step. */
        public static Description of(
                String name, String title, String page, String region, int order, String fallback) {
            return new Description(
                    name, title, page, region, order, false, DEFAULT_TIME_LIMIT_MILLIS, fallback, Set.of());
        }

        /** The same, but the shopper cannot go on without it. */
        public Description asEssential() {
            return new Description(name, title, page, region, order, true, timeLimitMillis, fallback, steps);
        }

        /** The same, taking part in these steps. */
        public Description with(Step first, Step... others) {
            return new Description(
                    name, title, page, region, order, essential, timeLimitMillis, fallback, EnumSet.of(first, others));
        }
    }
}
