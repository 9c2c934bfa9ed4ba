package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.ConfigException;
import io.ringway.gateway.config.TlsConfig;
import io.ringway.gateway.http.ServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsFilesTest {
    private static Path file(String name) throws URISyntaxException {
        URL url = TlsFilesTest.class.getResource("/tls/" + name);
        return url == null
                ? Path.of("/no/such/" + name)
                : Path.of(Objects.requireNonNull(url).toURI());
    }

    private static TlsConfig config(String certificate, String key) throws URISyntaxException {
        return new TlsConfig(Optional.of(file(certificate)), Optional.of(file(key)));
    }

    @Test
    void aCertificateAndItsKeyAreTaken() throws Exception {
        assertNotNull(TlsFiles.of(config("certificate.pem", "key.pem")));
        assertNull(TlsFiles.of(new TlsConfig(Optional.empty(), Optional.empty())));
    }

    /** What openssl writes unless it is told otherwise, and so do cert-manager and others. */
    @ParameterizedTest
    @CsvSource({"rsa-certificate.pem, rsa-key.pem", "certificate.pem, ec-key.pem"})
    void aKeyInAnOlderFormIsTakenAndTheServerReadsIt(String certificate, String key) throws Exception {
        ServerOptions.Tls tls = TlsFiles.of(config(certificate, key));
        assertNotNull(tls);
        Vertx vertx = Vertx.vertx();
        try {
            assertNotNull(new PemKeyCertOptions()
                    .addCertPath(tls.certificate().toString())
                    .addKeyPath(tls.key().toString())
                    .getKeyManagerFactory(vertx));
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKeyWithAPassphraseIsRefusedWithTheCommandThatTakesItAway() throws Exception {
        TlsConfig config = config("certificate.pem", "encrypted-key.pem");
        ConfigException refused = assertThrows(ConfigException.class, () -> TlsFiles.of(config));
        assertTrue(String.valueOf(refused.getMessage()).contains("openssl pkcs8 -topk8"), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "missing.pem, key.pem, http.tls.certificate",
        "key.pem, key.pem, http.tls.certificate",
        "certificate.pem, missing.pem, http.tls.key",
        "certificate.pem, certificate.pem, http.tls.key",
        "certificate.pem, other-key.pem, http.tls.key",
        "certificate.pem, rsa-key.pem, http.tls.key",
        "rsa-certificate.pem, ec-key.pem, http.tls.key",
        "ed25519-certificate.pem, ed25519-key.pem, http.tls.certificate",
        "secp256k1-certificate.pem, secp256k1-key.pem, http.tls.certificate",
    })
    void aFileThatCannotBeUsedIsNamedByItsKey(String certificate, String key, String blamed) throws Exception {
        TlsConfig config = config(certificate, key);

        ConfigException refused = assertThrows(ConfigException.class, () -> TlsFiles.of(config));

        assertEquals(blamed, refused.problems().getFirst().key());
    }
}
