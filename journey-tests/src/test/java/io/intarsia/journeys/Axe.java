package io.intarsia.journeys;

import com.deque.html.axecore.args.AxeRuleOptions;
import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;

/** What axe finds wrong on a page, as it is now. */
final class Axe {
    /** The rules that look at colours. */
    private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");

    private Axe() {}

    /** By all rules, the size of targets (WCAG 2.2, 2.5.8) among them. */
    static List<String> findsOn(Page page) {
        AxeRuleOptions enabled = new AxeRuleOptions();
        enabled.setEnabled(true);
        AxeRunOptions withTargetSize = new AxeRunOptions();
        withTargetSize.setRules(Map.of("target-size", enabled));
        return found(axe(page).options(withTargetSize));
    }

    /** For a page that is the same in other colours. */
    static List<String> findsInTheColoursOf(Page page) {
        return found(axe(page).withRules(COLOURS));
    }

    /** Our pages have no frames; where axe expects some, it opens another page to put together what it found. */
    private static AxeBuilder axe(Page page) {
        return new AxeBuilder(page).setLegacyMode(true);
    }

    private static List<String> found(AxeBuilder axe) {
        return axe.analyze().getViolations().stream()
                .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + words(node)))
                .toList();
    }

    private static String words(CheckedNode node) {
        return node.getTarget() + " " + node.getFailureSummary();
    }
}
