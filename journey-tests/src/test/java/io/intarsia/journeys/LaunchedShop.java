package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.launcher.Launcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the project, built, in which a developer works: the shop runs in one terminal, and commands are typed in another. */
final class LaunchedShop implements AutoCloseable {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_COPIED =
            Set.of(".git", ".intarsia", "node_modules", "surefire-reports", "shop-1", "shop-2", "pictures", "copies");
    private static final Pattern WELCOME = Pattern.compile("Shop +(\\S+)/\\s+Log of events .*password ([^)]+)\\)");

    private final Path folder;
    private final Path said;
    private final Process launcher;
    private final String url;
    private final String operatorPassword;

    private LaunchedShop(Path folder, Path said, Process launcher, String url, String operatorPassword) {
        this.folder = folder;
        this.said = said;
        this.launcher = launcher;
        this.url = url;
        this.operatorPassword = operatorPassword;
    }

    /** Copies the project with what is built of it, and starts the shop there, as `mvn` does when nothing has changed. */
    static LaunchedShop inACopy(String name) throws IOException {
        Path folder = Path.of("target", "copies", name).toAbsolutePath();
        io.intarsia.embedded.Folders.delete(folder);
        copy(PROJECT, folder);
        Path said = Files.createFile(folder.resolve("target-said.log"));
        Process launcher = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-Dproject=" + folder,
                        "-Dport=0",
                        "-Duntil-parent-ends=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Files.readString(said).contains("Ctrl-C") || !launcher.isAlive());
        Matcher welcome = WELCOME.matcher(Files.readString(said));
        assertThat(welcome.find()).as(Files.readString(said)).isTrue();
        return new LaunchedShop(folder, said, launcher, welcome.group(1), welcome.group(2));
    }

    Path folder() {
        return folder;
    }

    String url() {
        return url;
    }

    String operatorPassword() {
        return operatorPassword;
    }

    /** Types a line in another terminal; it must succeed. */
    String types(String line) throws IOException, InterruptedException {
        Path answer = Files.createTempFile("typed", ".log");
        ProcessBuilder typed = new ProcessBuilder("bash", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile());
        Process process = typed.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(answer);
        Files.delete(answer);
        assertThat(ended).as("%s has ended: %s", line, text).isTrue();
        assertThat(process.exitValue()).as("%s: %s", line, text).isZero();
        return text;
    }

    /** What a service's own database answers. */
    List<String> query(String service, String sql) {
        try (Connection connection = connect(service);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void update(String service, String sql) {
        try (Connection connection = connect(service);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String service) throws SQLException, IOException {
        Path data = folder.resolve(".intarsia");
        String database = service.replaceFirst("-service$", "").replace('-', '_');
        String port =
                Files.readAllLines(data.resolve("postgres/data/postmaster.pid")).get(3);
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database,
                database,
                Files.readString(data.resolve("passwords").resolve(service)).strip());
    }

    /** Every file that a developer would commit, with its text. */
    Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !folder.relativize(file)
                            .toString()
                            .matches("(.*/)?(target|secrets)/.*|\\.intarsia/.*|target-said.log"))
                    .filter(file -> !file.toString().matches(".*\\.(png|webp|jpg|ico)"))
                    .forEach(file -> sources.put(folder.relativize(file).toString(), text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    @Override
    public void close() throws InterruptedException {
        launcher.destroy();
        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).as(text(said)).isTrue();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) throws IOException {
                if (NOT_COPIED.contains(entered.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(entered)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
