package io.ringway.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StampTest {
    @Test
    void theTimeIsFoundAtTheEndOfADeliveredFrame() {
        String content = new Stamp(100).content(1_234_567_890_123L);
        assertEquals(100, content.length());
        String frame =
                "{\"type\":\"message\",\"group\":\"g\",\"user_id\":\"u\",\"cid\":\"c\",\"content\":" + content + "}";
        assertEquals(1_234_567_890_123L, Stamp.sentAt(ByteBuffer.wrap(frame.getBytes(StandardCharsets.US_ASCII))));
    }
}
