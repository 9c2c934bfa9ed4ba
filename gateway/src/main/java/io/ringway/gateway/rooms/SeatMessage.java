package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;

/** What the nodes say to each other about seats. The sender's {@code NodeRef} travels beside it. */
public sealed interface SeatMessage {
    Group group();

    /** A connection of the sender's wants a seat, and asked at this Lamport time. Answered at once. */
    record Ask(Group group, Cid cid, long time) implements SeatMessage {}

    /** How many seats the sender's own connections have, or asked for before that one. */
    record Answer(Group group, Cid cid, long time, int taken) implements SeatMessage {}
}
