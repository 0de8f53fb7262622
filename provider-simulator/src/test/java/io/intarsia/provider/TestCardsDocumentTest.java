package io.intarsia.provider;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table that people type from is the one that the simulator goes by. */
class TestCardsDocumentTest {
    private static final Pattern ROW =
            Pattern.compile("^\\| `([0-9 ]+)` \\| ([^|]+) \\|(?: (\\d) digits \\|)?", Pattern.MULTILINE);

    /** What the second column says of a card that is not simply approved. */
    private static final Map<String, Behaviour> TOLD = Map.ofEntries(
            entry("declined by the bank, without a reason", Behaviour.DECLINE),
            entry("not enough money", Behaviour.INSUFFICIENT_FUNDS),
            entry("the card has expired, says the bank", Behaviour.EXPIRED),
            entry("slow: approved after 3 seconds", Behaviour.SLOW),
            entry("approved at once, but the answer takes 30 seconds", Behaviour.CHARGED_ANSWERED_LATE),
            entry("approved, but the connection breaks before the answer", Behaviour.CHARGED_NOT_ANSWERED),
            entry(
                    "the connection breaks, and nothing was approved; asked again, it is declined",
                    Behaviour.NOT_CHARGED_NOT_ANSWERED),
            entry("a server error the first time; asked again, it is approved", Behaviour.BROKEN_ONCE),
            entry("approved, but the bank refuses the capture", Behaviour.CAPTURE_FAILS));

    /** What it says of one that is, up to a comma: its brand. */
    private static final Map<String, Brand> BRANDS = Map.of(
            "Visa", Brand.VISA,
            "Mastercard", Brand.MASTERCARD,
            "American Express", Brand.AMEX,
            "Discover", Brand.DISCOVER,
            "Diners Club", Brand.DINERS,
            "JCB", Brand.JCB,
            "UnionPay", Brand.UNIONPAY);

    private final List<Row> rows = rows();

    /** @param digits of the security code; empty where the table does not say it */
    private record Row(String number, String words, String digits) {}

    @Test
    void every_number_has_a_right_check_digit() {
        assertThat(rows).isNotEmpty().allMatch(row -> Luhn.fits(row.number));
    }

    @Test
    void every_number_does_what_its_row_says() {
        assertThat(rows)
                .filteredOn(row -> row.digits.isEmpty())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(Behaviour.of(row.number)).isEqualTo(TOLD.get(row.words)));
    }

    @Test
    void every_approved_number_is_of_the_brand_that_its_row_says_and_has_as_long_a_code() {
        assertThat(rows).filteredOn(row -> !row.digits.isEmpty()).isNotEmpty().allSatisfy(row -> {
            assertThat(Behaviour.of(row.number)).isEqualTo(Behaviour.APPROVE);
            assertThat(Brand.of(row.number)).isEqualTo(BRANDS.get(row.words.replaceFirst(",.*", "")));
            assertThat(row.digits).isEqualTo(Brand.of(row.number) == Brand.AMEX ? "4" : "3");
        });
    }

    @Test
    void every_behaviour_has_a_number() {
        assertThat(rows.stream().map(row -> Behaviour.of(row.number))).contains(Behaviour.values());
    }

    private static List<Row> rows() {
        try {
            String document = Files.readString(Path.of("../docs/test-cards.md"));
            return ROW.matcher(document)
                    .results()
                    .map(found -> new Row(
                            found.group(1).replace(" ", ""),
                            found.group(2),
                            found.group(3) == null ? "" : found.group(3)))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("docs/test-cards.md is expected beside this module", e);
        }
    }
}
