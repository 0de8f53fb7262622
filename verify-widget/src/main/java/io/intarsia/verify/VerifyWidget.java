package io.intarsia.verify;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The command line: {@code mvn -q -pl verify-widget compile exec:java -Durl=http://localhost:8080/delivery-service}. */
public final class VerifyWidget {
    private static final String USAGE = """
            Expected -Durl=<where the service runs, with its path>, for example -Durl=http://localhost:8080/delivery-service
            Also understood:
              -Dfill=field=value,widget:field=value   what to type where guessing is not enough; + and %2C as in a URL
              -Dkey=<file>                            the service's public key (PEM), to verify its quotes
              -Dbroker=amqp://user:password@host:port to look at its events""";

    private VerifyWidget() {}

    /** Prints the report; ends with 1 if there is a fault. */
    public static void main(String[] arguments) {
        String url = arguments.length > 0 ? arguments[0] : System.getProperty("url", "");
        if (!url.matches("https?://[^/]+/[a-z0-9-]+/?")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        String key = System.getProperty("key");
        String broker = System.getProperty("broker");
        Report report = Contract.of(URI.create(url))
                .filling(fields(System.getProperty("fill")))
                .withQuoteKey(key == null ? null : Path.of(key))
                .hearing(broker == null ? null : URI.create(broker))
                .check();
        System.out.println(report);
        if (!report.faults().isEmpty()) {
            System.exit(1);
        }
    }

    static Map<String, String> fields(@Nullable String written) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : written == null || written.isBlank() ? new String[0] : written.split(",")) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Expected field=value,field2=value2 in -Dfill, but found: " + field);
            }
            fields.put(
                    field.substring(0, equals).strip(),
                    URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }
}
