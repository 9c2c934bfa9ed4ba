package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPemTest {
    static final String ED25519 = "-----BEGIN PUBLIC KEY-----\n"
            + "MCowBQYDK2VwAyEADzTz08kiJ9Y71K2K//Bt6Hfr+ZZvEuLv8HQ6htpgDJc=\n"
            + "-----END PUBLIC KEY-----";

    private static String pem(String algorithm, int bits) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        PublicKey key = generator.generateKeyPair().getPublic();
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static List<String> problems(Map<String, String> values) {
        return assertThrows(ConfigException.class, () -> Config.of(values)).problems().stream()
                .map(problem -> problem.key() + " " + problem.wrong())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"RSA, 2048", "RSA, 3072", "EC, 256", "Ed25519, 255"})
    void aKeyOfAnAcceptedKindIsTaken(String algorithm, int bits, @TempDir Path folder)
            throws NoSuchAlgorithmException, IOException {
        String pem = pem(algorithm, bits);
        Path file = Files.writeString(folder.resolve("key.pem"), pem);
        for (String given : List.of(pem, file.toString())) {
            assertEquals(
                    List.of(given.strip()),
                    Config.of(Map.of("auth.public_keys", given)).auth().publicKeys());
            assertEquals(pem.strip(), PublicPem.text(given).orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, 1024", "EC, 384", "EC, 521"})
    void aWeakKeyAndOneOfAnotherKindAreNone(String algorithm, int bits) throws NoSuchAlgorithmException {
        assertEquals(
                List.of("auth.public_keys[0] holds no public key that can be used"),
                problems(Map.of("auth.public_keys", pem(algorithm, bits))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                "-----BEGIN PRIVATE KEY-----\nMCowBQYDK2VwAyEADzTz08kiJ9Y71K2K//Bt6Hfr+ZZvEuLv8HQ6htpgDJc=\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----",
            })
    void aPemTextWithoutAKeyIsRefused(String pem) {
        assertEquals(
                List.of("auth.public_keys[0] holds no public key that can be used"),
                problems(Map.of("auth.public_keys", pem)));
    }

    /** Of what is in the place of the section nothing is said: it has no key, and the file was to name some. */
    @Test
    void whatCannotBeReadIsNamedAmongTheOthers() {
        assertEquals(
                List.of(
                        "http.port \"x\" is not allowed (set by RINGWAY_HTTP_PORT)",
                        "auth.algorithms \"none\" is not allowed (set by RINGWAY_AUTH_ALGORITHMS)",
                        "auth.public_keys[1] is no PEM text and no file that can be read"),
                problems(Map.of(
                        "http.port",
                        "x",
                        "auth.public_keys",
                        ED25519 + ",/no/such/file.pem",
                        "auth.algorithms",
                        "HS256,none")));
    }
}
