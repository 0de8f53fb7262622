package io.intarsia.delivery;

import io.intarsia.kit.widget.Language;
import jakarta.inject.Singleton;
import java.text.Collator;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How days, times and countries are written for the one who asks. */
@Singleton
class Writing {
    private final Language language;
    private final DeliverySettings settings;
    private final Messages messages;

    Writing(Language language, DeliverySettings settings) {
        this.language = language;
        this.settings = settings;
        this.messages = language.words(Messages.class);
    }

    /** For example {@code Thu 26 November}. */
    String day(Slot slot) {
        return written(slot.day, messages.dayPattern());
    }

    /** For example {@code 8:00–12:00}. */
    String window(Slot slot) {
        return messages.window(
                written(slot.starts, messages.timePattern()), written(slot.ends, messages.timePattern()));
    }

    /** The time of the day, where the deliveries are planned. */
    String time(Instant instant) {
        return written(instant.atZone(settings.zone()), messages.timePattern());
    }

    String country(Country country) {
        return country.displayName(language.current());
    }

    /** All countries, in the order of their names. */
    List<Country> countries() {
        Locale reader = language.current();
        Collator order = Collator.getInstance(reader);
        return Arrays.stream(Country.values())
                .sorted(Comparator.comparing(country -> country.displayName(reader), order))
                .toList();
    }

    private String written(TemporalAccessor moment, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, language.current()).format(moment);
    }
}
