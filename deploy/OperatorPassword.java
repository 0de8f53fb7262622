import java.io.Console;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Makes an operator's password into what a service may know of it: `java deploy/OperatorPassword.java anna` asks for the password, or reads it from its input, and prints the line for each service's
 * configuration (in containers, deploy/secrets/NAME/service.properties). The password cannot be read from it.
 */
class OperatorPassword {
    private static final int ITERATIONS = 310_000;
    private static final int SHORTEST = 12;

    private OperatorPassword() {}

    /** Argument: the operator's name. */
    public static void main(String[] arguments) throws GeneralSecurityException {
        if (arguments.length != 1 || !arguments[0].matches("[a-z][a-z0-9]{0,39}")) {
            fail("Expected the operator's name, of small letters and digits: java deploy/OperatorPassword.java anna");
        }
        char[] password = password();
        if (password.length < SHORTEST) {
            fail("A password has at least " + SHORTEST + " characters.");
        }
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password, salt, ITERATIONS, 256))
                .getEncoded();
        Base64.Encoder base64 = Base64.getEncoder();
        System.out.println("intarsia.operators." + arguments[0] + "=pbkdf2-sha256:" + ITERATIONS + ":"
                + base64.encodeToString(salt) + ":" + base64.encodeToString(hash));
    }

    private static char[] password() {
        Console console = System.console();
        if (console != null) {
            return console.readPassword("Password: ");
        }
        java.util.Scanner input = new java.util.Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8);
        return input.hasNextLine() ? input.nextLine().toCharArray() : new char[0];
    }

    private static void fail(String expected) {
        System.err.println(expected);
        System.exit(1);
    }
}
