package io.intarsia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A project folder with built services in it, as Maven leaves it. */
record FakeProject(Path folder) {
    static FakeProject in(Path folder, String... names) throws IOException {
        FakeProject project = new FakeProject(folder);
        for (String name : names) {
            project.add(name);
        }
        return project;
    }

    void add(String name) throws IOException {
        Path target = folder.resolve(name).resolve("target");
        writeJar(
                name.equals("provider-simulator")
                        ? target.resolve("provider-simulator-1.0.0.jar")
                        : target.resolve("quarkus-app").resolve("quarkus-run.jar"));
    }

    private static void writeJar(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        String entry = FakeService.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream written = new JarOutputStream(file, manifest);
                InputStream code = FakeService.class.getResourceAsStream("/" + entry)) {
            written.putNextEntry(new JarEntry(entry));
            code.transferTo(written);
        }
    }
}
