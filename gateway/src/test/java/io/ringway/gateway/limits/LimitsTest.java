package io.ringway.gateway.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.config.Config;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Names;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private static final Limits LIMITS =
            Limits.of(Config.of(Map.of("dev", "true")).limits());
    private static final String FACE = "\uD83D\uDE00";

    @Test
    void whatAClientIsTold() {
        assertEquals(new Event.Limits(65_536, 32_768, 4_096, 128, 100, 1 << 20), LIMITS.toEvent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "lobby", "a b", "#general", "группа", FACE, "e\u0301", "\u202E"})
    void names(String name) {
        assertTrue(LIMITS.isGroupName(name));
        assertTrue(Names.isUserId(name) && Names.isTenant(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000",
                "a\nb",
                "a\tb",
                "\u007F",
                "\u0085",
                "\u009F",
                "\uD83D",
                "\uDE00",
                "\uDE00\uD83D",
                "a\uD83Db"
            })
    void whatIsNoName(String name) {
        assertFalse(LIMITS.isGroupName(name));
        assertFalse(Names.isUserId(name) || Names.isTenant(name));
    }

    @Test
    void lengthIsCountedInCodePoints() {
        assertTrue(LIMITS.isGroupName(FACE.repeat(128)));
        assertFalse(LIMITS.isGroupName(FACE.repeat(129)));
        assertTrue(LIMITS.isGroupName("a".repeat(128)));
        assertFalse(LIMITS.isGroupName("a".repeat(129)));
        assertTrue(Names.isUserId("a".repeat(256)));
        assertFalse(Names.isUserId("a".repeat(257)));
    }

    @Test
    void sizes() {
        assertTrue(LIMITS.isContentSize(32_768) && LIMITS.isMetaSize(4_096));
        assertFalse(LIMITS.isContentSize(32_769) || LIMITS.isMetaSize(4_097));
    }
}
