package io.ringway.gateway.rooms;

import io.ringway.cluster.Cid;

/**
 * When a connection asked for a seat, in an order that all nodes agree on: a Lamport time, then the cid. Who asked before
 * another came to know of it has the smaller stamp.
 */
record Stamp(long time, Cid cid) implements Comparable<Stamp> {
    @Override
    public int compareTo(Stamp other) {
        int byTime = Long.compare(time, other.time);
        int byNode = byTime != 0 ? byTime : cid.node().compareTo(other.cid.node());
        int byFirst = byNode != 0 ? byNode : Long.compare(cid.random1(), other.cid.random1());
        return byFirst != 0 ? byFirst : Long.compare(cid.random2(), other.cid.random2());
    }
}
