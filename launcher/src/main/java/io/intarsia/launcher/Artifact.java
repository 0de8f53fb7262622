package io.intarsia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something built that can be started: a folder of the project with a built service in it. Its name is the folder's.
 *
 * @param jar what {@code java -jar} takes
 */
record Artifact(String name, Path jar) {
    static final String SHELL = "ui-shell";
    static final String PROVIDER = "provider-simulator";

    /** A service of the shop, as opposed to the shell and to what stands outside the shop. */
    boolean service() {
        return !name.equals(SHELL) && !name.equals(PROVIDER);
    }

    /** Whether it publishes that what it sold is reserved; who does not has no price, and needs no key. Where no sources say it, it may. */
    boolean sealsQuotes(Path project) {
        Path configuration = project.resolve(name).resolve("src/main/resources/application.properties");
        try {
            return !Files.exists(configuration)
                    || Files.readString(configuration).contains("reservation.made." + name);
        } catch (IOException e) {
            throw new CannotStart("The configuration " + configuration + " cannot be read: " + e.getMessage(), e);
        }
    }

    boolean provider() {
        return name.equals(PROVIDER);
    }

    boolean shell() {
        return name.equals(SHELL);
    }

    /**
     * Everything built in this project, by name.
     *
     * @throws CannotStart if the shell is missing, every service is, or the provider, without whom nobody pays
     */
    static List<Artifact> in(Path project) {
        List<Artifact> found =
                folders(project).stream().flatMap(folder -> of(folder).stream()).toList();
        if (found.stream().noneMatch(Artifact::shell)) {
            throw new CannotStart("Nothing to start is built: there is no " + quarkusJar(project.resolve(SHELL))
                    + "; run `mvn` in " + project + ".");
        }
        List<String> unbuilt = unbuilt(project);
        if (unbuilt.contains(PROVIDER) || !unbuilt.isEmpty() && found.stream().noneMatch(Artifact::service)) {
            throw new CannotStart(String.join(", ", unbuilt) + ": not built; run `mvn` in " + project + ".");
        }
        return found;
    }

    /** The services that have sources and are not built, such as one that was written while Maven built the others; and the provider, if it is one of these. */
    static List<String> unbuilt(Path project) {
        return folders(project).stream()
                .filter(folder -> mustBeBuilt(folder) && of(folder).isEmpty())
                .map(folder -> folder.getFileName().toString())
                .toList();
    }

    /**
     * One service, built perhaps a moment ago.
     *
     * @throws CannotStart if there is none of that name
     */
    static Artifact of(Path project, String service) {
        Path folder = project.resolve(service);
        if (!service.matches("[a-z][a-z0-9-]*-service")) {
            throw new CannotStart(
                    "Expected a service, a folder of " + project + " whose name ends with -service, was: " + service);
        }
        return of(folder)
                .orElseThrow(() -> new CannotStart(service + " is not built: there is no " + quarkusJar(folder)
                        + "; build and start it with: " + Commands.fromAnotherTerminal("start", service)));
    }

    private static Optional<Artifact> of(Path folder) {
        String name = folder.getFileName().toString();
        if (name.equals(PROVIDER)) {
            return plainJar(folder, name).map(jar -> new Artifact(name, jar));
        }
        return Optional.of(quarkusJar(folder)).filter(Files::exists).map(jar -> new Artifact(name, jar));
    }

    private static boolean mustBeBuilt(Path folder) {
        String name = folder.getFileName().toString();
        return (name.endsWith("-service") || name.equals(PROVIDER))
                && Files.isDirectory(folder.resolve("src").resolve("main"));
    }

    private static Path quarkusJar(Path folder) {
        return folder.resolve("target").resolve("quarkus-app").resolve("quarkus-run.jar");
    }

    private static Optional<Path> plainJar(Path folder, String name) {
        Path target = folder.resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().matches(name + "-[0-9][^/]*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .findFirst();
        } catch (IOException e) {
            throw new CannotStart("The folder " + target + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> folders(Path project) {
        try (Stream<Path> children = Files.list(project)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new CannotStart("The project folder " + project + " cannot be read: " + e.getMessage(), e);
        }
    }
}
