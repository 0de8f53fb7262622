package io.intarsia.shell;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts about who asks: that of the proxies which the operator has named, and nobody else's. Each of them adds at the end of {@code X-Forwarded-For} whom it was asked by, so the list
 * is believed from its end as far as these go; what stands before that, the client may have written itself.
 */
@Singleton
class TrustedProxies {
    private static final Pattern NETWORK = Pattern.compile("([^/]+)(?:/(\\d{1,3}))?");
    private static final String NAMED = "intarsia.shell.trusted-proxies";

    private final List<Network> named;

    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    @Inject
    TrustedProxies(ShellConfiguration configuration) {
        this(configuration.trustedProxies().orElse(List.of()));
    }

    private TrustedProxies(List<String> networks) {
        this.named = networks.stream().map(TrustedProxies::network).toList();
    }

    static TrustedProxies of(String... networks) {
        return new TrustedProxies(List.of(networks));
    }

    String clientOf(HttpServerRequest request) {
        return clientOf(request.remoteAddress().hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }

    String clientOf(String connected, List<String> forwardedFor) {
        List<String> hops = forwardedFor.stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        String client = connected;
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client) && addressOf(hops.get(i)) != null; i--) {
            client = hops.get(i);
        }
        return client;
    }

    /** The same for the same client: of IPv6 the first half, since whoever has one address has all that begin like it. */
    String keyOf(HttpServerRequest request) {
        String client = clientOf(request);
        byte[] address = addressOf(client);
        return address == null || address.length == 4
                ? client
                : HexFormat.of().formatHex(address, 0, address.length / 2);
    }

    /** {@code http} or {@code https}: how the client asked, if a trusted proxy says so, or else how the shell was asked. */
    String schemeOf(HttpServerRequest request) {
        String said = request.getHeader("X-Forwarded-Proto");
        if (said != null && isTrusted(request.remoteAddress().hostAddress())) {
            String last = said.substring(said.lastIndexOf(',') + 1).strip();
            return last.equals("https") ? "https" : "http";
        }
        return request.isSSL() ? "https" : "http";
    }

    private boolean isTrusted(String address) {
        byte[] known = addressOf(address);
        return known != null && named.stream().anyMatch(network -> network.contains(known));
    }

    private static Network network(String written) {
        Matcher parts = NETWORK.matcher(written.strip());
        byte[] address = parts.matches() ? addressOf(parts.group(1)) : null;
        if (address != null) {
            int bits = parts.group(2) == null ? address.length * 8 : Integer.parseInt(parts.group(2));
            if (bits <= address.length * 8) {
                return new Network(address, bits);
            }
        }
        throw new IllegalArgumentException(
                NAMED + " takes addresses and networks, as in 10.0.0.7,2001:db8::/32, but was " + written);
    }

    /** Never asks a name server; of an IPv4 address in the form of an IPv6 address, the four bytes. */
    private static byte @Nullable [] addressOf(String written) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(written);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
