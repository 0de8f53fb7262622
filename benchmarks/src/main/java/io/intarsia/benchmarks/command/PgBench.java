package io.intarsia.benchmarks.command;

import io.intarsia.embedded.DatabaseLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's own program for such measurements, with prepared statements. */
final class PgBench {
    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([\\d.]+) \\(without initial connection time\\)");
    private static final Pattern FAILED = Pattern.compile("(?m)^number of failed transactions: [1-9].*$");

    private final DatabaseLogin login;
    private final int port;
    private final int clients;

    PgBench(DatabaseLogin login, int port, int clients) {
        this.login = login;
        this.port = port;
        this.clients = clients;
    }

    static String version() throws IOException {
        Process process = new ProcessBuilder("pgbench", "--version").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /**
     * Runs a script in each client so many times, for the orders from the number of clients on.
     *
     * @param perSecond at most; 0 for as fast as it can
     * @return transactions in a second
     */
    double run(Script script, Path file, int ofEach, double perSecond) throws IOException, InterruptedException {
        Files.writeString(file, script.sql());
        List<String> command = new ArrayList<>(List.of(
                "pgbench",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + login.username(),
                "--no-vacuum",
                "--protocol=prepared",
                "--client=" + clients,
                "--transactions=" + ofEach,
                "--define=clients=" + clients,
                "--define=mine=0",
                "--file=" + file));
        if (perSecond > 0) {
            command.add("--rate=" + String.format(Locale.ROOT, "%.1f", perSecond));
        }
        for (Map.Entry<String, String> variable : script.variables().entrySet()) {
            command.add("--define=" + variable.getKey() + "=" + variable.getValue());
        }
        command.add(login.url().replaceFirst(".*/", "").replaceFirst("\\?.*", ""));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", login.password());
        Process process = builder.start();
        return rate(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** @throws IOException if it does not say so, or not all transactions went well */
    static double rate(String said) throws IOException {
        Matcher rate = RATE.matcher(said);
        if (!rate.find() || FAILED.matcher(said).find()) {
            throw new IOException("pgbench said: " + said);
        }
        return Double.parseDouble(rate.group(1));
    }
}
