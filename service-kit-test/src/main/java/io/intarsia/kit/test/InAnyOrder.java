package io.intarsia.kit.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Given these events in any order, and each of them twice, then this state and these events. For aggregates that keep facts as fields and decide from all
 * they know:
 *
 * <pre>{@code
 * InAnyOrder.of(() -> sealed(), wrap -> wrap.decide(NOW, true))
 *         .given(wrap -> wrap.paid(NOW), wrap -> wrap.captured(NOW))
 *         .publishes(GiftWrap.RESERVED, GiftWrap.DONE)
 *         .then(wrap -> assertThat(wrap.isOver()).isTrue());
 * }</pre>
 *
 * @param <A> the aggregate
 */
public final class InAnyOrder<A> {
    private final Supplier<A> start;
    private final Function<A, List<String>> decide;
    private List<Outcome<A>> outcomes = List.of();

    private record Outcome<A>(List<Integer> order, A state, List<String> published) {}

    private InAnyOrder(Supplier<A> start, Function<A, List<String>> decide) {
        this.start = start;
        this.decide = decide;
    }

    /**
     * @param start makes the aggregate as it stands before the first of the events
     * @param decide what the aggregate does after each event; returns the types that it publishes then
     */
    public static <A> InAnyOrder<A> of(Supplier<A> start, Function<A, List<String>> decide) {
        return new InAnyOrder<>(start, decide);
    }

    /** Lets the events come in each possible order; in each of them every event comes a second time, at the end. At most six events. */
    @SafeVarargs
    public final InAnyOrder<A> given(Consumer<A>... events) {
        if (events.length > 6) {
            throw new IllegalArgumentException(
                    "At most 6 events, for all their orders are tried, were: " + events.length);
        }
        outcomes = new ArrayList<>();
        permute(List.of(), events);
        return this;
    }

    /** Says which events are published in all, each once, in no certain order. */
    public InAnyOrder<A> publishes(String... types) {
        for (Outcome<A> outcome : outcomes) {
            assertThat(outcome.published)
                    .as("published when the events come in the order %s", outcome.order)
                    .containsExactlyInAnyOrder(types);
        }
        return this;
    }

    /** Says what holds in the end. */
    public InAnyOrder<A> then(Consumer<A> holds) {
        for (Outcome<A> outcome : outcomes) {
            assertThat(outcome.state)
                    .as("when the events come in the order %s", outcome.order)
                    .satisfies(holds::accept);
        }
        return this;
    }

    private void permute(List<Integer> chosen, Consumer<A>[] events) {
        if (chosen.size() == events.length) {
            outcomes.add(played(chosen, events));
            return;
        }
        for (int next = 0; next < events.length; next++) {
            if (!chosen.contains(next)) {
                List<Integer> longer = new ArrayList<>(chosen);
                longer.add(next);
                permute(longer, events);
            }
        }
    }

    private Outcome<A> played(List<Integer> order, Consumer<A>[] events) {
        A aggregate = start.get();
        List<String> published = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            for (int event : order) {
                events[event].accept(aggregate);
                published.addAll(decide.apply(aggregate));
            }
        }
        return new Outcome<>(order, aggregate, published);
    }
}
