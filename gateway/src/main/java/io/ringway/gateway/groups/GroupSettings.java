package io.ringway.gateway.groups;

import io.ringway.cluster.Bytes;
import java.nio.ByteBuffer;

/**
 * What the app's backend wants a group to be.
 *
 * @param maxMembers how many members it holds, on all nodes together; {@link #NO_BOUND}
 * @param expiresAt when it ends, in milliseconds since 1970: its members are taken out, and nobody gets in afterwards;
 *     {@link Entry#NEVER}
 */
public record GroupSettings(int maxMembers, long expiresAt) {
    public static final int NO_BOUND = 0;

    /** Of a group of which nothing was said. */
    public static final GroupSettings NONE = new GroupSettings(NO_BOUND, Entry.NEVER);

    /** How long it is remembered that a group has ended: no token lives longer, so nobody is left who could come. */
    public static final long KEPT_AFTER_END_MILLIS = 86_400_000;

    private static final int BYTES = Integer.BYTES + Long.BYTES;

    public boolean hasEnd() {
        return expiresAt != Entry.NEVER;
    }

    public boolean hasEnded(long now) {
        return hasEnd() && expiresAt <= now;
    }

    /** When they are forgotten. */
    long ends() {
        return hasEnd() ? expiresAt + KEPT_AFTER_END_MILLIS : Entry.NEVER;
    }

    Bytes bytes() {
        return Bytes.wrap(
                ByteBuffer.allocate(BYTES).putInt(maxMembers).putLong(expiresAt).array());
    }

    /** What {@link #bytes} wrote; {@link #NONE} for what is none. */
    static GroupSettings read(Bytes bytes) {
        if (bytes.size() != BYTES) {
            return NONE;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes.array());
        return new GroupSettings(in.getInt(), in.getLong());
    }
}
