package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session on its way to another node.
 *
 * @param generation of the resume token that was shown for it
 * @param moves how often it has moved before
 * @param heard how many frames of the client were taken
 * @param background whether the client's page is in the background
 * @param told what is known of what its client was told
 * @param before how many frames were sent before the first of {@code frames}
 * @param frames the last that were sent, or are to be, oldest first
 * @param calls its part in calls, and those that go along
 */
public record SessionState(
        UserId user,
        Cid cid,
        int generation,
        int moves,
        long heard,
        boolean background,
        Told told,
        long before,
        List<Sent> frames,
        List<Membership> groups,
        CallHandover calls) {
    public SessionState {
        frames = List.copyOf(frames);
        groups = List.copyOf(groups);
    }

    /** What is known of what the client was told. The ordinal is on the wire: add at the end only. */
    public enum Told {
        /** It has what was sent up to the number that it says, and the rest is here. */
        WHOLE,
        /** Something may be missing, and it does not know yet. */
        TORN,
        /** Another node has told it things, too, and numbered them otherwise: as torn, and the number that it says means nothing here. */
        FOREIGN
    }

    /** The payload of one frame. */
    public record Sent(boolean binary, Bytes payload) {}

    /**
     * A group that the session is in, with its metadata there.
     *
     * @param at up to where it was told the group's history; null where there is none, or that is not known
     */
    public record Membership(
            String group,
            Bytes meta,
            boolean suspects,
            @Nullable Position at) {}
}
