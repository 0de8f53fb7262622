package io.intarsia.kit.limit;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who asks, as far as an address tells: of IPv6 the first half, since whoever has one address has all 2^64 that begin like it. It is what the ingress says, for nobody else can
 * reach a service.
 *
 * @param key the same for the same client
 */
public record Client(String key) {
    private static final int HALF_OF_IPV6 = 8;

    /** @param address of the connection, or as the ingress has told it */
    public static Client at(SocketAddress address) {
        String host = address.hostAddress();
        return of(host == null ? String.valueOf(address.host()) : host);
    }

    static Client of(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length == 4) {
            return new Client(address);
        }
        if (isIpv4InDisguise(bytes)) {
            return new Client(NetUtil.bytesToIpAddress(Arrays.copyOfRange(bytes, 12, 16)));
        }
        return new Client(HexFormat.of().formatHex(bytes, 0, HALF_OF_IPV6) + "/64");
    }

    /** ::ffff:192.0.2.1, as a server that listens on both sees who comes by IPv4: all of them begin with the same zeros. */
    private static boolean isIpv4InDisguise(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }
}
