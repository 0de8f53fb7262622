package io.intarsia.shell;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator may set. */
@ConfigMapping(prefix = "intarsia.shell")
interface ShellConfiguration {
    /** A properties file with a line {@code name=http://host:port} for each service; read again when it changes. */
    @WithDefault("services.properties")
    Path services();

    /** A folder where the last manifest of each service is kept, so that a shell that starts while a service is down knows what is missing. */
    Optional<Path> manifests();

    /** The languages that pages come in; a shopper who reads none of them gets the first. */
    @WithDefault("en,de,ar")
    List<String> languages();

    /** How often each service is asked for its manifest. */
    @WithDefault("1s")
    Duration every();

    /** How long a manifest may take, and half of it while the service is missing; nobody waits for it. */
    @WithDefault("2s")
    Duration manifestLimit();

    /** How long a request that is passed through may take to come, and then to be answered. */
    @WithDefault("30s")
    Duration gatewayLimit();

    /** How many bytes of bodies may be on their way at once; a sixteenth of it from one client. */
    @WithDefault("16M")
    MemorySize gatewayRoom();

    /** Addresses and networks of the proxies in front of this one whose {@code X-Forwarded-For} and {@code -Proto} are believed. */
    Optional<List<String>> trustedProxies();

    /** The host name on which alone operators' pages answer, and no others; without it they answer on the shop's. */
    Optional<String> operatorsHost();

    /** How to order without a script, for example by telephone, in the first language: said where the page says that it needs one. */
    Optional<String> orderOtherwise();

    /** The same in other languages, by their tags. */
    Map<String, String> orderOtherwiseIn();
}
