package io.ringway.gateway.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which streams may be written to and read. */
class StreamsConfigTest {
    private static StreamInConfig in(String stream, String replies) {
        Optional<String> written = Optional.of(replies).filter(key -> !key.isEmpty());
        return new StreamInConfig(stream, List.of("demo"), List.of(ApiKeyConfig.Scope.MESSAGES), written);
    }

    private static StreamsConfig streams(List<StreamInConfig> in, String... out) {
        List<StreamOutConfig> told = List.of(out).stream()
                .map(stream -> new StreamOutConfig(stream, "demo", List.of("member.joined"), List.of("*"), 100))
                .toList();
        return new StreamsConfig(in, told, "ringway", Duration.ofSeconds(5), 256, 10, 10_000, 10_000);
    }

    private static void refused(String words, List<StreamInConfig> in, String... out) {
        ConfigException refused = assertThrows(ConfigException.class, () -> streams(in, out));
        String text = String.valueOf(refused.getMessage());
        assertTrue(text.contains(words), text);
    }

    /** Two that were wired so wrote hundreds of dead letters a second, without end. */
    @Test
    void noStreamIsReadThatIsWrittenTo() {
        refused("reads b, which replies or dead letters", List.of(in("a", "b"), in("b", "a")));
        refused("reads b, which replies or dead letters", List.of(in("a", "b"), in("b", "")));
        refused("reads a:dead, which replies or dead letters", List.of(in("a", ""), in("a:dead", "")));
        refused("adds to a, which is read", List.of(in("a", "")), "c", "a");
    }

    @Test
    void streamsThatAreWrittenToMayBeShared() {
        assertDoesNotThrow(() -> streams(List.of(in("a", "r"), in("b", "r")), "r", "out"));
        assertDoesNotThrow(() -> streams(List.of(), "out"));
    }
}
