package io.intarsia.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Starts an embedded server in a process of its own, so that a test can kill it. */
class AnotherProcess implements AutoCloseable {
    private final Process process;
    private final Map<String, String> said = new HashMap<>();

    private AnotherProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader reader = process.inputReader();
        for (String line = reader.readLine(); !"ready".equals(line); line = reader.readLine()) {
            if (line == null) {
                throw new IOException("The other process ended before it was ready");
            }
            String[] pair = line.split("=", 2);
            said.put(pair[0], pair[pair.length - 1]);
        }
    }

    static AnotherProcess start(String server, Path folder) throws IOException {
        return new AnotherProcess(builder(server, folder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    static AnotherProcess start(ProcessBuilder builder) throws IOException {
        return new AnotherProcess(builder.start());
    }

    /** With what a test wants to change before the start. */
    static ProcessBuilder builder(String server, Path folder) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AnotherProcess.class.getName(),
                server,
                folder.toString());
    }

    public static void main(String[] args) throws Exception {
        if (args[0].equals("database")) {
            DatabaseServer server = EmbeddedDatabaseTest.start(Path.of(args[1])).server();
            System.out.printf("url=%s%nusername=%s%npassword=%s%n", server.url(), server.username(), server.password());
        } else {
            EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[1]), 0);
            broker.declareQueue("payment-service");
            System.out.printf("port=%d%npassword=%s%n", broker.port(), broker.password());
        }
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    String said(String name) {
        return said.get(name);
    }

    void kill() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
