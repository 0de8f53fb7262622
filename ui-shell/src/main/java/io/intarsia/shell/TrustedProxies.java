package io.intarsia.shell;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
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

    private final List<IpSubnetFilterRule> named;

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
        InetAddress known = addressOf(address);
        return known != null && named.stream().anyMatch(network -> network.matches(new InetSocketAddress(known, 0)));
    }

    private static IpSubnetFilterRule network(String written) {
        Matcher parts = NETWORK.matcher(written.strip());
        InetAddress address = parts.matches() ? addressOf(parts.group(1)) : null;
        if (address != null) {
            int bits = address.getAddress().length * 8;
            int prefix = parts.group(2) == null ? bits : Integer.parseInt(parts.group(2));
            if (prefix <= bits) {
                return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
            }
        }
        throw new IllegalArgumentException(
                NAMED + " takes addresses and networks, as in 10.0.0.7,2001:db8::/32, but was " + written);
    }

    /** Never asks a name server. */
    private static @Nullable InetAddress addressOf(String written) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(written);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
