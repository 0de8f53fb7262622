package io.intarsia.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service has written to its log since it was last started.
 *
 * @param begin how long the file was before
 */
record StartLog(Path file, long begin) {
    private static final int LAST_LINES = 15;
    private static final Pattern STACK_FRAME = Pattern.compile("\\s*(at \\S+\\(.*\\)|\\.\\.\\. \\d+ more)?");
    private static final Pattern ENTRY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\S+ [A-Z]+ .*");
    private static final Pattern ERROR =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\S+ (?:ERROR|FATAL) +\\[[^]]*] +(?<reason>.*)");

    private static final Pattern PORT_TAKEN =
            Pattern.compile("Port \\d+ seems to be in use|Address already in use|already bound");

    static StartLog of(Path file) {
        return new StartLog(file, file.toFile().length());
    }

    /** Whether it says that another program listens where it was to: in Quarkus's words, or in Java's. */
    boolean saysPortTaken() {
        try {
            return lines().stream().anyMatch(line -> PORT_TAKEN.matcher(line).find());
        } catch (IOException e) {
            return false;
        }
    }

    /** Why the service does not start, and what to do: a line where it says so in one line, otherwise the end of the log. */
    String said(String failure) {
        try {
            List<String> lines = lines();
            return reason(lines)
                    .map(reason -> failure + ": " + withoutFullStop(reason)
                            + ". Repair that, then start again; its log is " + file + ".")
                    .orElseGet(() -> failure + ". Repair what the end of its log says, then start again (" + file
                            + "):\n    " + end(lines));
        } catch (IOException e) {
            return failure + ". Its log cannot be read: " + file;
        }
    }

    private List<String> lines() throws IOException {
        byte[] all = Files.readAllBytes(file);
        return new String(
                        Arrays.copyOfRange(all, (int) Math.min(begin, all.length), all.length), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** The only error, unless more is said of it below: then one line would not be all. */
    private static Optional<String> reason(List<String> lines) {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher error = ERROR.matcher(lines.get(i));
            if (error.matches()) {
                boolean whole =
                        i + 1 == lines.size() || ENTRY.matcher(lines.get(i + 1)).matches();
                if (!whole) {
                    return Optional.empty();
                }
                reasons.add(error.group("reason"));
            }
        }
        return reasons.size() == 1 ? Optional.of(reasons.get(0)) : Optional.empty();
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String end(List<String> lines) {
        List<String> shown = lines.stream()
                .filter(line -> !STACK_FRAME.matcher(line).matches())
                .toList();
        return String.join("\n    ", shown.subList(Math.max(0, shown.size() - LAST_LINES), shown.size()));
    }
}
