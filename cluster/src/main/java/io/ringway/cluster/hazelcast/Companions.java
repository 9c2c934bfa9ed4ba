package io.ringway.cluster.hazelcast;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Those who start at the same moment as this node. The first look at a map shares out the tables' partitions among the members
 * that are there. Where others join a moment later, each partition moves, of empty tables too, and whoever asks a table meanwhile
 * waits (ADR 159).
 */
final class Companions {
    /** Who was asked whether this node may be the master asks to join it within a second. */
    static final long PATIENCE_MS = 1_500;

    private Companions() {}

    /** Blocks until so many members are there, this one included, or the time has gone: then they are late, or none. */
    static void await(Cluster cluster, int members, long patienceMs) {
        CountDownLatch missing = new CountDownLatch(1);
        UUID registration = cluster.addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                if (event.getMembers().size() >= members) {
                    missing.countDown();
                }
            }

            @Override
            public void memberRemoved(MembershipEvent event) {}
        });
        try {
            if (cluster.getMembers().size() < members) {
                var unused = missing.await(patienceMs, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            cluster.removeMembershipListener(registration);
        }
    }
}
