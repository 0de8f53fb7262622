package io.intarsia.kit.operator;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password as it is configured, from which it cannot be read: {@code pbkdf2-sha256:<iterations>:<salt>:<hash>}, the last two in Base64. */
record PasswordHash(int iterations, byte[] salt, byte[] hash) {
    private static final Pattern WRITTEN =
            Pattern.compile("pbkdf2-sha256:([1-9]\\d{4,7}):([A-Za-z0-9+/]{22,}={0,2}):([A-Za-z0-9+/]{43}=)");

    /** @throws IllegalArgumentException if it is written in another form */
    static PasswordHash parse(String operator, String written) {
        Matcher parts = WRITTEN.matcher(written.strip());
        if (!parts.matches()) {
            // Not what was written: it may be a password.
            throw new IllegalArgumentException("intarsia.operators." + operator
                    + " takes pbkdf2-sha256:<iterations>:<salt>:<hash>, as `java deploy/OperatorPassword.java "
                    + operator + "` makes it");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new PasswordHash(
                Integer.parseInt(parts.group(1)), base64.decode(parts.group(2)), base64.decode(parts.group(3)));
    }

    boolean isOf(char[] password) {
        if (password.length == 0) {
            return false;
        }
        PBEKeySpec typed = new PBEKeySpec(password, salt, iterations, hash.length * 8);
        try {
            byte[] made = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(typed)
                    .getEncoded();
            return MessageDigest.isEqual(hash, made);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has PBKDF2WithHmacSHA256", e);
        } finally {
            typed.clearPassword();
        }
    }
}
