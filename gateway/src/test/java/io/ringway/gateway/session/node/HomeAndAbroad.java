package io.ringway.gateway.session.node;

import io.ringway.gateway.session.SessionOptions;

/**
 * Two nodes: a client is at home on the one, and comes back abroad, on the other. They see each other once they are linked. A group has
 * on each of them the members of that node alone, as {@link StagedCluster} has it.
 */
public final class HomeAndAbroad implements AutoCloseable {
    private static final byte[] SECRET = new byte[32];
    private static final SessionOptions SESSIONS = new SessionOptions(10_000, 60_000, 4_096, 64 << 10);

    /** What the node at home has for a cluster. */
    public final StagedCluster there = new StagedCluster(SECRET);
    /** What the node abroad has for a cluster. */
    public final StagedCluster here = new StagedCluster(SECRET);

    public final TestNode home = new TestNode(there.cluster(), SESSIONS);
    public final TestNode abroad = new TestNode(here.cluster(), SESSIONS);

    public void link() {
        StagedCluster.link(there, here);
    }

    @Override
    public void close() {
        abroad.close();
        home.close();
    }
}
