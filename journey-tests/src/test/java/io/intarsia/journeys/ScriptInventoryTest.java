package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The pages on which a card is typed run the scripts that {@code docs/security.md} lists, as PCI DSS 6.4.3 asks for, each by its hash, and no other. */
class ScriptInventoryTest extends Journey {
    private static final Path INVENTORY =
            Path.of("..").toAbsolutePath().normalize().resolve("docs/security.md");

    private static final String DECLINED = "4000 0000 0000 0002";

    private static final Pattern LISTED = Pattern.compile("^\\| `(/[^`]+\\.js)` \\|");

    @Test
    void the_pages_on_which_a_card_is_typed_run_what_is_listed_and_nothing_else() throws IOException {
        Shopper zoe = aShopper().hasAFilledBasket();
        List<Request> asked = new ArrayList<>();
        zoe.page().onRequest(asked::add);

        Set<String> ran = scriptsOf(zoe.page());
        zoe.saysWhoAndWhere()
                .typesACard(DECLINED)
                .placesTheOrder()
                .isOnTheOrdersPage()
                .sees("Payment declined");
        ran.addAll(scriptsOf(zoe.page()));

        Set<String> fetched = asked.stream()
                .filter(request -> request.resourceType().equals("script"))
                .map(request -> named(request.url()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ran).isEqualTo(fetched).isEqualTo(listed());
    }

    /** Of the page as it is sent anew: what stands in it, after it was found that each has its hash there and in the policy. */
    private static Set<String> scriptsOf(Page page) {
        Response sent = page.reload();
        String policy = sent.headerValue("content-security-policy");
        assertThat(policy).doesNotContain("unsafe");
        Set<String> scripts = new TreeSet<>();
        for (var script : page.locator("script:not([type='application/json'])").all()) {
            assertThat(policy).contains("'" + script.getAttribute("integrity") + "'");
            scripts.add(named(script.getAttribute("src")));
        }
        return scripts;
    }

    /** Without the origin, and without the part of the name that changes with the content. */
    private static String named(String address) {
        return address.replaceAll("^https?://[^/]+", "").replaceAll("\\.[0-9a-f]{16}\\.js$", ".js");
    }

    private static Set<String> listed() throws IOException {
        return Files.readAllLines(INVENTORY).stream()
                .flatMap(line -> LISTED.matcher(line).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
