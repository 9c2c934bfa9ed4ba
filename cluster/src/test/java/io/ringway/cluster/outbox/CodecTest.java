package io.ringway.cluster.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CodecTest {
    @Test
    void aLineThatWasStoredBeforeEndsWereKeptIsReadWithoutAny() {
        Line line = Codec.book("{\"last\":7,\"seats\":[],\"gone\":{},\"batches\":{\"w\":3}}");
        assertEquals(7, line.last);
        assertTrue(line.ended.isEmpty());
        assertEquals(3, line.batches.get("w"));
    }
}
