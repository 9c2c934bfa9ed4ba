package io.ringway.bench.micro;

import io.ringway.cluster.Change;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.presence.Effects;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One member joins and leaves a group of 1,000 on this node: alone, and with a peer that follows the group. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PresenceBenchmark {
    private static final int MEMBERS = 1_000;
    private static final NodeRef PEER = new NodeRef(7, 0);

    private final Member guest = Fixtures.member(MEMBERS);
    private final Counting alone = new Counting();
    private final Counting followed = new Counting();

    @Setup
    public void fill() {
        for (int i = 0; i < MEMBERS; i++) {
            alone.presence.join(0, Fixtures.GROUP, Fixtures.member(i), view -> {});
            followed.presence.join(0, Fixtures.GROUP, Fixtures.member(i), view -> {});
        }
        followed.presence.nodeUp(0, PEER);
        followed.presence.found(0, Fixtures.GROUP, List.of(PEER));
        Message.Shard shard =
                new Message.Shard(1, 1, List.of(new Member(Fixtures.member(0).cid(), guest.user(), guest.meta())));
        followed.presence.receive(0, PEER, new Message.Subscribe(Fixtures.GROUP, shard));
    }

    @Benchmark
    public long joinAndLeave() {
        return alone.joinAndLeave(guest);
    }

    @Benchmark
    public long joinAndLeaveFollowed() {
        return followed.joinAndLeave(guest);
    }

    /** A node's presence whose effects are only counted. */
    private static final class Counting implements Effects {
        private final Presence presence = new Presence(Fixtures.NODE, this, 0, 0);
        private long effects;

        long joinAndLeave(Member guest) {
            presence.join(0, Fixtures.GROUP, guest, view -> effects += view.size());
            presence.leave(0, Fixtures.GROUP, guest.cid(), LeaveReason.LEFT);
            return effects;
        }

        @Override
        public void changed(Group group, long version, Change change) {
            effects++;
        }

        @Override
        public void send(NodeRef to, Message message) {
            effects++;
        }

        @Override
        public void lookup(Group group) {
            presence.found(0, group, List.of());
        }

        @Override
        public void counted(Group group, int members) {
            effects++;
        }
    }
}
