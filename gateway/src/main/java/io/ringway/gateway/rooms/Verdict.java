package io.ringway.gateway.rooms;

/** What comes of asking for a seat. */
public enum Verdict {
    /** Become a member now, in the same turn: the seat is held no longer than that. */
    SEATED,
    /** Every seat was taken, or asked for earlier. */
    FULL,
    /** A node did not say in time how many of its members sit there. */
    UNKNOWN
}
