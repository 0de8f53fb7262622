package io.intarsia.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table that people type from is the one that the simulator goes by. */
class TestCardsDocumentTest {
    private static final Pattern NUMBER = Pattern.compile("^\\| `([0-9 ]+)` \\|", Pattern.MULTILINE);

    private final List<String> numbers = numbers();

    @Test
    void every_number_has_a_right_check_digit() {
        assertThat(numbers).isNotEmpty().allMatch(Luhn::fits);
    }

    @Test
    void every_behaviour_has_a_number() {
        assertThat(numbers.stream().map(Behaviour::of)).contains(Behaviour.values());
    }

    private static List<String> numbers() {
        try {
            String document = Files.readString(Path.of("../docs/test-cards.md"));
            return NUMBER.matcher(document)
                    .results()
                    .map(found -> found.group(1).replace(" ", ""))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("docs/test-cards.md is expected beside this module", e);
        }
    }
}
