package io.ringway.gateway.session.meetings;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.vertx.core.Future;

/** What is known of meetings and of who waits for them. Hub only. */
public interface Lobby {
    /** There are no meetings. */
    Lobby NONE = new Lobby() {
        @Override
        public void came(Group room, UserId user) {}

        @Override
        public void left(Group room) {}

        @Override
        public void hostCame(Group meeting, Cid host) {}

        @Override
        public Future<Void> decide(Group meeting, String participant, boolean accept) {
            return NotFound.future();
        }
    };

    /** A connection of this node is in a group in which somebody waits, perhaps not for the first time. */
    void came(Group room, UserId user);

    /** A connection of this node is in such a group no longer. */
    void left(Group room);

    /** A connection of this node that may let others in is in the group of a meeting. */
    void hostCame(Group meeting, Cid host);

    /** Lets a participant in, or sends it away; fails with a {@link GroupRefusal}, or {@link NotFound}. May be done again. */
    Future<Void> decide(Group meeting, String participant, boolean accept);
}
