package io.intarsia.kit.quote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys in PEM files (RFC 7468), read again when a file has changed. */
final class Keys {
    private static final Map<Path, Read<PrivateKey>> PRIVATE = new ConcurrentHashMap<>();
    private static final Map<Path, Read<PublicKey>> PUBLIC = new ConcurrentHashMap<>();

    private Keys() {}

    static PrivateKey readPrivate(Path file) {
        return read(
                file, PRIVATE, bytes -> KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
    }

    static PublicKey readPublic(Path file) {
        return read(file, PUBLIC, bytes -> KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes)));
    }

    private static <K> K read(Path file, Map<Path, Read<K>> known, Decoder<K> decoder) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Read<K> before = known.get(file);
            if (before != null && before.modified().equals(modified)) {
                return before.key();
            }
            String base64 =
                    Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            K key = decoder.decode(Base64.getDecoder().decode(base64));
            known.put(file, new Read<>(key, modified));
            return key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Expected a PEM file with a key on the curve P-256 in " + file + ", but it cannot be read as one: "
                            + e,
                    e);
        }
    }

    private record Read<K>(K key, FileTime modified) {}

    private interface Decoder<K> {
        K decode(byte[] bytes) throws GeneralSecurityException;
    }
}
