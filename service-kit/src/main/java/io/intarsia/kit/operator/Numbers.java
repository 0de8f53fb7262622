package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import org.jspecify.annotations.Nullable;

/**
 * How a service's outbox and inbox stand.
 *
 * @param unsent what is in the outbox
 * @param unroutable what of it was sent in vain
 * @param trying events whose reaction is being tried, or has failed and is tried again
 * @param waiting events that came before the service's own data
 * @param parked events that were given up
 * @param rate events done a minute
 * @param p50 milliseconds from the commit elsewhere to the end of the reaction here, of half of the events; null without any
 * @param p99 the same of 99 of 100
 */
@TemplateData
public record Numbers(
        Heap unsent,
        long unroutable,
        Heap trying,
        Heap waiting,
        Heap parked,
        Bars rate,
        @Nullable Long p50,
        @Nullable Long p99) {

    /**
     * So many events.
     *
     * @param oldest the age of the oldest in words; empty without any
     */
    @TemplateData
    public record Heap(long size, String oldest) {}
}
