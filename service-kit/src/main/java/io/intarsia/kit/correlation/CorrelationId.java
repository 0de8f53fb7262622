package io.intarsia.kit.correlation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The ID of one checkout: a UUID of version 8 (RFC 9562) whose 122 free bits are the first bits of the SHA-256
 * thumbprint (RFC 7638) of a P-256 public key that the shopper's browser made. It may appear anywhere; only the holder
 * of the private key can act under it.
 *
 * @param value the UUID
 */
public record CorrelationId(UUID value) {
    /** Stands where an event belongs to no checkout: no key that anyone could find has this thumbprint. */
    public static final CorrelationId NOBODYS =
            new CorrelationId(UUID.fromString("00000000-0000-8000-8000-000000000000"));

    private static final Pattern WRITTEN =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    /**
     * Reads an ID as it is written in paths and events.
     *
     * @param written lower case with hyphens, for example {@code 4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84}
     * @throws IllegalArgumentException if it is not a UUID of version 8 in that form
     */
    public static CorrelationId fromString(String written) {
        if (!WRITTEN.matcher(written).matches()) {
            throw new IllegalArgumentException("A correlation ID is a UUID of version 8 in lower case, but this has "
                    + written.length() + " characters of another form");
        }
        return new CorrelationId(UUID.fromString(written));
    }

    /**
     * The ID that belongs to a key (RFC 7638 thumbprint, first 122 bits).
     *
     * @param key a public key on the curve P-256
     */
    public static CorrelationId of(ECPublicKey key) {
        String jwk = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(
                        coordinate(key.getW().getAffineX().toByteArray()),
                        coordinate(key.getW().getAffineY().toByteArray()));
        ByteBuffer thumbprint = ByteBuffer.wrap(sha256(jwk));
        long first = thumbprint.getLong();
        long second = thumbprint.getLong();
        long high = (first & 0xFFFF_FFFF_FFFF_0000L) | 0x8000L | ((first >>> 4) & 0x0FFFL);
        long low = 0x8000_0000_0000_0000L | ((first & 0xFL) << 58) | (second >>> 6);
        return new CorrelationId(new UUID(high, low));
    }

    /** The beginning of the ID, in capitals: short enough to be read out on the telephone. */
    public String shortForm() {
        return value.toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    @Override
    @JsonValue
    public String toString() {
        return value.toString();
    }

    private static String coordinate(byte[] signed) {
        byte[] exactly32 = new byte[32];
        int length = Math.min(signed.length, 32);
        System.arraycopy(signed, signed.length - length, exactly32, 32 - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(exactly32);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
