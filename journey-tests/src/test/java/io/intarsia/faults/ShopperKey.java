package io.intarsia.faults;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A key as a browser makes it, the correlation ID that is its thumbprint, and its proofs; by the contract alone, without the kit's code. */
public final class ShopperKey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final String jwk;
    private final UUID id;
    private final Map<String, Proof> proofs = new ConcurrentHashMap<>();

    private record Proof(String jws, Instant until) {}

    public ShopperKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
            ECPublicKey key = (ECPublicKey) keys.getPublic();
            jwk = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                    .formatted(
                            coordinate(key.getW().getAffineX()),
                            coordinate(key.getW().getAffineY()));
            byte[] thumbprint = MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(StandardCharsets.UTF_8));
            BigInteger bits = new BigInteger(1, thumbprint).shiftRight(256 - 122);
            long high = bits.shiftRight(74).longValue() << 16
                    | 0x8000L
                    | bits.shiftRight(62).longValue() & 0xFFF;
            id = new UUID(high, 1L << 63 | bits.longValue() & 0x3FFF_FFFF_FFFF_FFFFL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256 and SHA-256", e);
        }
    }

    public UUID id() {
        return id;
    }

    public String proofFor(String service) {
        Instant now = Instant.now();
        return proofs.compute(
                        service, (name, known) -> known != null && now.isBefore(known.until) ? known : sign(name, now))
                .jws;
    }

    private Proof sign(String service, Instant now) {
        String header = "{\"alg\":\"ES256\",\"typ\":\"correlation-proof+jwt\",\"jwk\":%s}".formatted(jwk);
        String claims = "{\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(id, service, now.getEpochSecond(), now.getEpochSecond() + 300);
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return new Proof(signed + "." + BASE64.encodeToString(signature.sign()), now.plusSeconds(240));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has ES256", e);
        }
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String coordinate(BigInteger value) {
        byte[] signed = value.toByteArray();
        byte[] exactly32 = new byte[32];
        int length = Math.min(signed.length, 32);
        System.arraycopy(signed, signed.length - length, exactly32, 32 - length, length);
        return BASE64.encodeToString(Arrays.copyOf(exactly32, 32));
    }
}
