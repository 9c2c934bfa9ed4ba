package io.ringway.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushCommandTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsShownIsAConfigurationThatANodeTakes() throws IOException {
        String shown = PushCommand.run(List.of("keys"));
        Path file =
                Files.writeString(folder.resolve("c.yaml"), "dev: true\n" + shown.substring(shown.indexOf("push:\n")));
        Config config = ConfigLoader.load(file, Map.of());
        assertEquals(
                config.push().vapidPublicKey().orElseThrow(),
                config.push().keys().orElseThrow().publicText());
        assertNotEquals(shown, PushCommand.run(List.of("keys")), "the same keys twice");
    }

    @Test
    void whatCannotBeDoneIsSaidWithTheUsage() {
        assertEquals(PushCommand.HELP, PushCommand.run(List.of()));
        for (List<String> bad : List.of(List.of("make"), List.of("keys", "more"))) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> PushCommand.run(bad))
                    .getMessage());
            assertTrue(message.contains("usage:"), message);
        }
    }
}
