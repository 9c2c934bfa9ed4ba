package io.ringway.bench.load;

import java.nio.ByteBuffer;

/** What a scenario wants to know of its connections. Called on the loop's thread. */
interface Listener {
    /** A text frame; the buffer is valid during the call alone. */
    void text(Connection from, ByteBuffer payload);
}
