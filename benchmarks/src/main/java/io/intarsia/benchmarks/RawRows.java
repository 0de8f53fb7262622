package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Every single figure, for whoever wants to count again; and what they come to. */
public final class RawRows {
    private final List<String> lines = new ArrayList<>(List.of("what,subject,round,value,unit"));
    private final Map<String, Samples> samples = new TreeMap<>();

    public void add(String what, String subject, int round, double value, String unit) {
        lines.add(String.format(
                Locale.ROOT, "%s,%s,%d,%.4f,%s", quoted(what), quoted(subject), round, value, quoted(unit)));
        samples.computeIfAbsent(key(what, subject), key -> new Samples()).add(value);
    }

    /** @throws IllegalArgumentException if nothing was measured by these names */
    public Samples of(String what, String subject) {
        Samples found = samples.get(key(what, subject));
        if (found == null) {
            throw new IllegalArgumentException(
                    "Nobody has measured " + key(what, subject) + ", only " + samples.keySet());
        }
        return found;
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, lines);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private static String key(String what, String subject) {
        return what + " of " + subject;
    }

    private static String quoted(String text) {
        return text.contains(",") || text.contains("\"") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
