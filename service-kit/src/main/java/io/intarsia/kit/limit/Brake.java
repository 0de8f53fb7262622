package io.intarsia.kit.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts by key, and says how long to wait. All that is kept of a key is one time: until when its share is used up (GCRA). The keys that were asked for last are kept, of the
 * others nothing is known: memory has a bound, and who comes with a great many keys is slowed down under none of them, but slows down nobody else either.
 */
final class Brake {
    private static final int REMEMBERED = 10_000;

    private final Rate rate;
    private final Clock clock;
    private final Map<String, Instant> usedUpUntil = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    Brake(Rate rate, Clock clock) {
        this.rate = rate;
        this.clock = clock;
    }

    /** Counts one more, if there may be one now: a thousand at once are a thousand. If not, nothing is counted, or whoever asks too often would wait for ever. */
    synchronized Duration untilNext(String key) {
        if (rate.isNone()) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        Instant before = usedUpUntil.get(key);
        Instant used = (before == null || before.isBefore(now) ? now : before).plusNanos(rate.nanosEach());
        Duration tooMuch = Duration.between(now.plus(rate.in()), used);
        if (tooMuch.compareTo(Duration.ZERO) > 0) {
            return tooMuch;
        }
        usedUpUntil.put(key, used);
        return Duration.ZERO;
    }

    /** What was counted did not happen. */
    synchronized void giveBack(String key) {
        usedUpUntil.computeIfPresent(key, (same, until) -> until.minusNanos(rate.nanosEach()));
    }

    synchronized int remembered() {
        return usedUpUntil.size();
    }
}
