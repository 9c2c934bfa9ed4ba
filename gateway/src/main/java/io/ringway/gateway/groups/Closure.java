package io.ringway.gateway.groups;

import io.ringway.cluster.Bytes;
import java.nio.ByteBuffer;

/**
 * A group was closed: whoever was in it is not any more. Times are milliseconds since 1970.
 *
 * @param at when; {@link Entry#NEVER}
 * @param until when it opens again; {@link Entry#NEVER} where it is open at once, whatever a node has for a clock
 */
record Closure(long at, long until) {
    static final Closure NONE = new Closure(Entry.NEVER, Entry.NEVER);

    private static final int BYTES = 2 * Long.BYTES;

    Bytes bytes() {
        return Bytes.wrap(ByteBuffer.allocate(BYTES).putLong(at).putLong(until).array());
    }

    /** What {@link #bytes} wrote; {@link #NONE} for what is none. */
    static Closure read(Bytes bytes) {
        if (bytes.size() != BYTES) {
            return NONE;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes.array());
        return new Closure(in.getLong(), in.getLong());
    }
}
