package io.intarsia.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where and how to start a shop.
 *
 * @param project the folder with the folders of the services
 * @param data where everything is kept that outlives a run
 * @param port of the shop's page; 0 for a free one. Every other port is a free one
 * @param reset whether to forget what the data folder holds
 * @param output who is told what happens
 * @param environment of the services; {@code INTARSIA_POSTGRES_URL} and {@code RABBITMQ_HOST} in it choose installed servers
 * @param only the services that are started; all, if it is empty
 * @param settings environment variables of single services, by service
 */
public record ShopOptions(
        Path project,
        Path data,
        int port,
        boolean reset,
        PrintStream output,
        Map<String, String> environment,
        Set<String> only,
        Map<String, Map<String, String>> settings) {

    public ShopOptions {
        project = project.toAbsolutePath().normalize();
        data = project.resolve(data).normalize();
        environment = Map.copyOf(environment);
        only = Set.copyOf(only);
        settings = Map.copyOf(settings);
    }

    /** The usual ones: port 8080, data in {@code .intarsia}, this process's environment and output. */
    public static ShopOptions of(Path project) {
        return new ShopOptions(
                project, Path.of(".intarsia"), 8080, false, System.out, System.getenv(), Set.of(), Map.of());
    }

    /** A relative folder is one below the project. */
    public ShopOptions withData(Path folder) {
        return new ShopOptions(project, folder, port, reset, output, environment, only, settings);
    }

    public ShopOptions withPort(int number) {
        return new ShopOptions(project, data, number, reset, output, environment, only, settings);
    }

    public ShopOptions withReset(boolean forget) {
        return new ShopOptions(project, data, port, forget, output, environment, only, settings);
    }

    public ShopOptions withOutput(PrintStream stream) {
        return new ShopOptions(project, data, port, reset, stream, environment, only, settings);
    }

    public ShopOptions withEnvironment(Map<String, String> variables) {
        return new ShopOptions(project, data, port, reset, output, variables, only, settings);
    }

    public ShopOptions withOnly(Set<String> services) {
        return new ShopOptions(project, data, port, reset, output, environment, services, settings);
    }

    /** Adds an environment variable of one service. */
    public ShopOptions withSetting(String service, String variable, String value) {
        Map<String, String> ofService = new HashMap<>(settings.getOrDefault(service, Map.of()));
        ofService.put(variable, value);
        Map<String, Map<String, String>> all = new HashMap<>(settings);
        all.put(service, Map.copyOf(ofService));
        return new ShopOptions(project, data, port, reset, output, environment, only, all);
    }
}
