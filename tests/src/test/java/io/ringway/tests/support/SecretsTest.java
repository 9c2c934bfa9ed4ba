package io.ringway.tests.support;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void aLoggedTokenIsFound() throws IOException {
        Path log = log("connect from 127.0.0.1 with " + Tokens.of("ada"));

        assertEquals(1, Secrets.foundIn(log).size());
        assertThrows(AssertionError.class, () -> Secrets.assertAbsent(log));
    }

    @Test
    void aLogWithoutSecretsPasses() throws IOException {
        Secrets.canary();
        Path log = log("connect from 127.0.0.1");

        assertEquals(List.of(), Secrets.foundIn(log));
        assertDoesNotThrow(() -> Secrets.assertAbsent(log));
    }

    private Path log(String text) throws IOException {
        return Files.writeString(folder.resolve("node.log"), text);
    }
}
