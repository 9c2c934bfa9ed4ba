package io.ringway.cluster.wire;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What a node says first on a connection. The other side answers with how much of the stream it has taken, in eight bytes,
 * and with the same whenever it has taken more.
 *
 * @param from the node that opened the connection, and sends on it
 * @param to the node it means to reach: an address may belong to another by now
 * @param stream which of the sender's streams to that node; each is later than the ones before, and forgets them
 * @param oldest where the sender can begin again: everything before was taken
 */
public record Opening(long from, long to, long stream, long oldest) {
    /**
     * "RWM", and the version of everything that follows. A frame or an envelope that gets another form makes it another one: who
     * reads it differently is not to hear it. A new kind of either does not: who does not know it leaves it out.
     */
    private static final int MAGIC = 0x52574d07;

    private static final int BODY_BYTES = Integer.BYTES + 4 * Long.BYTES;

    /** Behind its length, as batches are. */
    public Buffer encode() {
        return Buffer.buffer(Integer.BYTES + BODY_BYTES)
                .appendInt(BODY_BYTES)
                .appendInt(MAGIC)
                .appendLong(from)
                .appendLong(to)
                .appendLong(stream)
                .appendLong(oldest);
    }

    /** Empty for what no node of this version says. */
    public static Optional<Opening> read(Buffer in) {
        if (in.length() != BODY_BYTES || in.getInt(0) != MAGIC) {
            return Optional.empty();
        }
        Opening opening = new Opening(in.getLong(4), in.getLong(12), in.getLong(20), in.getLong(28));
        return opening.oldest < 0 ? Optional.empty() : Optional.of(opening);
    }
}
