package io.intarsia.benchmarks.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As many pages as a composer can, asked for by wrk from the other processor. */
final class Load {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern FAILURES = Pattern.compile("(?m)^\\s*(Socket errors|Non-2xx).*$");

    private Load() {}

    /**
     * Pages for each second of the composer's processor.
     *
     * @param zipped whether the page may come compressed, as browsers ask
     * @throws IOException if any answer was not the page
     */
    static double pagesPerProcessorSecond(Composer composer, boolean zipped, int seconds)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("taskset", "-c", "1", "wrk", "-t1", "-c16", "-d" + seconds + "s"));
        if (zipped) {
            command.addAll(List.of("-H", "Accept-Encoding: gzip"));
        }
        command.add("http://127.0.0.1:" + composer.port() + composer.path());
        double before = composer.processorSeconds();
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        double used = composer.processorSeconds() - before;
        Matcher requests = REQUESTS.matcher(said);
        if (wrk.waitFor() != 0 || !requests.find() || FAILURES.matcher(said).find()) {
            throw new IOException("wrk against " + composer.name() + " said: " + said);
        }
        return Long.parseLong(requests.group(1)) / used;
    }
}
