package io.intarsia.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Starts the shop and keeps it until Ctrl-C. System properties: {@code project}, the folder with the services (required); {@code data}, {@code port},
 * {@code reset}, {@code only}, as in {@link ShopOptions}; {@code until-parent-ends}, whether to stop when the process that started this one has ended. With one of
 * {@link Commands} as a property ({@code -Dstart=gift-wrap-service}) the shop that runs already is asked for that instead.
 */
public final class Launcher {
    private final Shop shop;
    private final Commands commands;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean open;

    private Launcher(Shop shop) {
        this.shop = shop;
        this.commands = new Commands(shop);
    }

    public static void main(String[] arguments) {
        try {
            ShopOptions options = options();
            Optional<String> command = command();
            if (command.isPresent()) {
                System.out.println(Control.ask(DataFolder.control(options.data()), command.get()));
            } else {
                new Launcher(new Shop(options)).run();
            }
        } catch (CannotStart e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static ShopOptions options() {
        String project = System.getProperty("project");
        if (project == null) {
            throw new CannotStart(
                    "The folder with the services is not given; start with `mvn`, or with -Dproject=<folder>.");
        }
        ShopOptions options = ShopOptions.of(Path.of(project)).withReset(Boolean.getBoolean("reset"));
        String data = System.getProperty("data", "");
        if (!data.isBlank()) {
            options = options.withData(Path.of(data));
        }
        String only = System.getProperty("only", "");
        if (!only.isBlank()) {
            options = options.withOnly(Set.of(only.strip().split("\\s*,\\s*")));
        }
        return options.withPort(port(System.getProperty("port", "8080")));
    }

    private static Optional<String> command() {
        return Commands.names().stream()
                .filter(name -> !System.getProperty(name, "").isBlank())
                .map(name -> name + " " + System.getProperty(name))
                .findFirst();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new CannotStart("Expected a port from 0 (any free one) to 65535 in -Dport, was: " + text + ".");
    }

    private void run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "ends the shop"));
        if (Boolean.getBoolean("until-parent-ends")) {
            endWithParent();
        }
        try {
            shop.open();
            open = true;
        } catch (CannotStart e) {
            if (shop.closing()) {
                awaitEnd();
            }
            throw e;
        }
        try (Control control = Control.open(shop.control(), this::obeyAnother)) {
            welcome();
            obeyCommands();
            awaitEnd();
        } catch (IOException e) {
            // The door closes with this process at the latest.
        }
    }

    private void welcome() {
        System.out.printf("""

                  Shop            %s/
                  Log of events   %s/event-log   (user operator, password %s)

                  `stop delivery-service` and Enter stops a service, `start delivery-service` starts it again. Ctrl-C stops everything.
                %n""", shop.url(), shop.url(), shop.operatorPassword());
    }

    /** Maven, killed, takes nobody with it; so this process looks after it. */
    private void endWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresentOrElse(parent -> parent.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
    }

    private void obeyCommands() {
        Thread reading = new Thread(this::readCommands, "reads commands");
        reading.setDaemon(true);
        reading.start();
    }

    private void readCommands() {
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    obey(line);
                }
            }
        } catch (IOException e) {
            // Without a terminal there are no commands; the shop goes on.
        }
    }

    private void obey(String line) {
        try {
            System.out.println(commands.obey(line));
        } catch (CannotStart e) {
            if (!shop.closing()) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String obeyAnother(String line) {
        String done = commands.obey(line);
        System.out.println(done);
        return done;
    }

    private void end() {
        if (open) {
            System.out.println("Stopping …");
        }
        shop.close();
        closed.countDown();
        if (open) {
            System.out.println("Everything has ended; the data are kept.");
        }
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
