package io.intarsia.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was checked, what was found, and what could not be checked. A fault that shows in many places is told once. */
public final class Report {
    private final String checked;
    private final Map<Chapter, Integer> checks = new EnumMap<>(Chapter.class);
    private final Set<Fault> faults = new LinkedHashSet<>();
    private final Set<String> notChecked = new LinkedHashSet<>();

    Report(String checked) {
        this.checked = checked;
    }

    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What could not be checked, and why. */
    public List<String> notChecked() {
        return List.copyOf(notChecked);
    }

    /** Tells what was expected, unless it holds. */
    boolean expect(boolean holds, Chapter chapter, String sentence, Object... parts) {
        checks.merge(chapter, 1, Integer::sum);
        if (!holds) {
            faults.add(new Fault(chapter, sentence.formatted(parts)));
        }
        return holds;
    }

    /** The status of an answer, which most expectations are about. */
    boolean status(Answer answer, Chapter chapter, Integer... expected) {
        return expect(
                List.of(expected).contains(answer.status()),
                chapter,
                "%s: the status is %d, expected %s.",
                answer.asked(),
                answer.status(),
                orOf(expected));
    }

    void notChecked(String what, Object... parts) {
        notChecked.add(what.formatted(parts));
    }

    /** How many things were looked at in a chapter. */
    int checks(Chapter chapter) {
        return checks.getOrDefault(chapter, 0);
    }

    private static String orOf(Integer[] statuses) {
        return String.join(
                " or ", List.of(statuses).stream().map(String::valueOf).toList());
    }

    /** A line for each chapter, a sentence for each fault, and what is left. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(checked);
        for (Chapter chapter : Chapter.values()) {
            List<Fault> found =
                    faults.stream().filter(fault -> fault.chapter() == chapter).toList();
            if (checks(chapter) > 0) {
                lines.add("  %s: %d checked, %s".formatted(chapter.heading(), checks(chapter), counted(found.size())));
            } else {
                lines.add("  %s: nothing of it was met".formatted(chapter.heading()));
            }
            found.forEach(fault -> lines.add("    - " + fault.sentence()));
        }
        notChecked.forEach(left -> lines.add("  Not checked: " + left));
        return String.join("\n", lines);
    }

    private static String counted(int faults) {
        return faults == 0 ? "no fault" : faults == 1 ? "1 fault" : faults + " faults";
    }
}
