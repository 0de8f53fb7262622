package io.intarsia.kit.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Makes the keys that quotes are signed and verified with, as PEM files. */
public final class QuoteKeys {
    private QuoteKeys() {}

    /**
     * Makes a key pair for an issuer: the public key is {@code <issuer>.pem} in the directory, where a directory of approved keys has it.
     *
     * @return the file with the private key (PKCS#8), in a folder below
     */
    public static Path make(Path directory, String issuer) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            write(directory.resolve(issuer + ".pem"), "PUBLIC KEY", keys.getPublic());
            Path privateKeys = Files.createDirectories(directory.resolve("private"));
            return write(privateKeys.resolve(issuer + ".pem"), "PRIVATE KEY", keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    private static Path write(Path file, String label, Key key) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
