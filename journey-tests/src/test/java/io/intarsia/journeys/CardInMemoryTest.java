package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a purchase, no process of ours remembers the card: neither its memory, nor anything that it has written or sent. */
class CardInMemoryTest extends Journey {
    private static final String NUMBER = "3714 496353 98431";

    private static final List<String> SPELLINGS = Stream.of("", " ", "+", "%20", "-", "%2D", " ")
            .map(between -> NUMBER.replace(" ", between))
            .toList();

    private static final List<String> SERVICES =
            List.of("checkout-service", "payment-service", "delivery-service", "event-log-service", "ui-shell");

    @TempDir
    Path folder;

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose processes are elsewhere");
    }

    @Test
    void after_a_purchase_the_card_is_in_no_ones_memory_and_in_nothing_that_was_written() throws Exception {
        long payment = HeapDump.processIn("payment-service/target/quarkus-app");
        long shell = HeapDump.processIn("ui-shell/target/quarkus-app");
        HeapDump before = HeapDump.of(payment, folder.resolve("before.hprof"));
        String code = codeThatIsNowhere(before);

        Shopper shopper = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(NUMBER);
        shopper.types("Security code", code);
        shopper.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        assertThat(inMemory(payment, code)).as("payment-service").isEmpty();
        assertThat(inMemory(shell, code)).as("ui-shell").isEmpty();
        assertThat(written(code)).isEmpty();
    }

    /** The search must be able to find: a number and a code that are looked for in the process that knows them. */
    @Test
    void a_card_that_is_kept_is_found() throws Exception {
        String kept = SPELLINGS.get(3);
        char[] code = {'0', '7', '3', '9'};
        HeapDump own = HeapDump.of(ProcessHandle.current().pid(), folder.resolve("own.hprof"));

        assertThat(own.containing(List.of(kept))).isNotEmpty();
        assertThat(own.equalTo(String.valueOf(code))).isPositive();
    }

    private List<String> inMemory(long process, String code) throws Exception {
        HeapDump dump = HeapDump.of(process, folder.resolve(process + ".hprof"));
        List<String> texts = Stream.concat(SPELLINGS.stream(), Stream.of("code=" + code, "code\":\"" + code))
                .toList();
        List<String> found = dump.containing(texts);
        int codes = dump.equalTo(code);
        return codes == 0
                ? found
                : Stream.concat(found.stream(), Stream.of(codes + " times the code"))
                        .toList();
    }

    /** Begins with a nought, as no other number does that is written down. */
    private static String codeThatIsNowhere(HeapDump before) throws Exception {
        Random random = new Random();
        for (String code : IntStream.range(0, 100)
                .mapToObj(i -> "%04d".formatted(100 + random.nextInt(900)))
                .toList()) {
            if (before.equalTo(code) == 0 && written(code).isEmpty()) {
                return code;
            }
        }
        throw new AssertionError("Every code is somewhere already");
    }

    /** Where the number or the code stands in what processes have written and sent, and what they tell. */
    private static List<String> written(String code) {
        Map<String, String> places = new TreeMap<>();
        ShopUnderTest.logs(ShopUnderTest.shop()).forEach((process, log) -> places.put("the log of " + process, log));
        for (String service : SERVICES) {
            places.put("the database of " + service, ShopUnderTest.databaseContents(service));
            places.put(
                    "the metrics of " + service,
                    service.equals("ui-shell")
                            ? ""
                            : ShopUnderTest.get(ShopUnderTest.shop().address(service) + "/" + service + "/q/metrics"));
        }
        ShopUnderTest.traces().spans().forEach(span -> places.merge("the traces", span.text(), (a, b) -> a + "\n" + b));
        Pattern alone = Pattern.compile("(?<![\\w.,:-])" + code + "(?![\\w.-])");
        return places.entrySet().stream()
                .filter(place -> LeakSearch.finds(NUMBER, place.getValue())
                        || LeakSearch.finds("correlation-proof+jwt", place.getValue())
                        || alone.matcher(place.getValue()).find())
                .map(Map.Entry::getKey)
                .toList();
    }
}
