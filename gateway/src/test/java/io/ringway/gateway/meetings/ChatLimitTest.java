package io.ringway.gateway.meetings;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.protocol.Content;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much may be said in a meeting. */
class ChatLimitTest {
    private static final String MEETING = "meeting:5e1f1f9e-8f3c-4a55-9f0c-2d1b7a9c0e11";

    private final ChatLimit limit = new ChatLimit(100);

    private boolean allows(String json) {
        return limit.allows(MEETING, Content.json(json));
    }

    private static String names(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"%010d\":0".formatted(i))
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void aTextWasSaidInTheNamesOfManyFields() {
        assertTrue(allows(names(16)), "64 characters of names are free");
        assertFalse(allows(names(17)));
        assertTrue(allows("{\"" + "é".repeat(64) + "\":\"" + "é".repeat(100) + "\"}"));
        assertFalse(allows("{\"" + "é".repeat(65) + "\":\"" + "é".repeat(100) + "\"}"));
        assertFalse(allows("{\"text\":\"" + "é".repeat(101) + "\"}"));
    }

    @Test
    void aTextWasSaidInBytes() {
        assertTrue(limit.allows(MEETING, new Content(Content.Kind.BINARY, Bytes.wrap(new byte[100]))));
        Content longer = new Content(Content.Kind.BINARY, Bytes.wrap(new byte[101]));
        assertFalse(limit.allows(MEETING, longer));
        assertTrue(limit.allows("lobby", longer));
        assertTrue(limit.allows(MEETING + ":desk", longer));
    }

    @Test
    void aTextWasSaidInPrivateToSomebodyInTheMeeting() {
        Content longer = Content.json("\"" + "x".repeat(101) + "\"");
        assertFalse(limit.allows(Stream.of("lobby", MEETING), longer));
        assertTrue(limit.allows(Stream.of("lobby"), longer));
        assertTrue(limit.allows(Stream.of(), longer));
        assertTrue(limit.allows(Stream.of(MEETING), Content.json("\"" + "x".repeat(100) + "\"")));
    }
}
