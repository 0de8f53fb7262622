package io.intarsia.choreography;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** What an operator can set, as it is if nobody has set anything. */
public final class Settings {
    private Settings() {}

    /** @param required values of the keys that have no default */
    public static <T> T unset(Class<T> mapping, Map<String, String> required) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(required, "required", 100))
                .build()
                .getConfigMapping(mapping);
    }
}
