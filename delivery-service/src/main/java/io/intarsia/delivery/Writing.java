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
    private static final char NO_BREAK_SPACE = '\u00a0';

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

    /** For example {@code 8:00–12:00}. No line ends within one of its times. */
    String window(Slot slot) {
        return messages.window(time(slot.starts), time(slot.ends));
    }

    /** The time of the day, where the deliveries are planned. */
    String time(Instant instant) {
        return time(instant.atZone(settings.zone()));
    }

    private String time(TemporalAccessor moment) {
        return written(moment, messages.timePattern()).replace(' ', NO_BREAK_SPACE);
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
