package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
    @Test
    void partsAreCollectedUpToTheBound() {
        BoundedBody body = new BoundedBody(4, Duration.ofMinutes(1));

        assertTrue(body.write(Buffer.buffer("ab")).succeeded());
        assertTrue(body.write(Buffer.buffer("cd")).succeeded());
        assertTrue(body.write(Buffer.buffer("e")).failed());
        assertEquals("abcd", body.content().toString());
    }

    @Test
    void aBodyThatDragsOnIsGivenUp() {
        assertTrue(new BoundedBody(4, Duration.ZERO).write(Buffer.buffer("a")).failed());
    }
}
