package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import java.util.List;

/** What the nodes say to each other about seats. The sender's {@code NodeRef} travels beside it. */
public sealed interface SeatMessage {
    Group group();

    /**
     * A connection of the sender's wants a seat, and asked at this Lamport time. Answered at once.
     *
     * @param asked the nodes that are asked, by id: each speaks for itself
     */
    record Ask(Group group, Cid cid, long time, List<Long> asked) implements SeatMessage {
        public Ask {
            asked = List.copyOf(asked);
        }
    }

    /**
     * Who has a seat as the sender knows, of those for whom no other of the asked nodes speaks: its own connections, those that
     * asked before that one, those that have just moved away, and those that are lost and may come back.
     */
    record Answer(Group group, Cid cid, long time, List<Cid> taken) implements SeatMessage {
        public Answer {
            taken = List.copyOf(taken);
        }
    }
}
