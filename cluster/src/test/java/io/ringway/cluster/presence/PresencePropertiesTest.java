package io.ringway.cluster.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Three nodes and one group, whatever their members do and in whatever order their messages arrive; what is lost is asked
 * for again. {@link Simulation} adds nodes that die and networks that split.
 */
class PresencePropertiesTest {
    private static final Group GROUP = new Group(new Tenant("t"), "g");
    private static final int NODES = 3;
    private static final int SETTLE_MS = 60_000;
    private static final int TICK_MS = 100;

    private final List<Peer> peers = new ArrayList<>();
    private final Map<NodeRef, Integer> interested = new HashMap<>();
    private long now;

    enum What {
        JOIN,
        UPDATE,
        LEAVE,
        DELIVER,
        LOSE,
        TICK
    }

    /** @param of who or what: the member, or from which node a message is delivered */
    record Step(What what, int node, int of) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(What.values()),
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.integers().between(0, NODES - 1))
                .as(Step::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(120);
    }

    /** Every notice is checked as it is told, in {@link Peer#changed}. */
    @Property(tries = 300)
    void whatMembersAreToldAddsUpToWhatTheirNodeSees(@ForAll("steps") List<Step> steps) {
        begin();
        for (Step step : steps) {
            peers.get(step.node).take(step);
            peers.forEach(Peer::check);
        }
    }

    @Property(tries = 300)
    void onceAllIsSaidEveryNodeSeesTheMembersOfAll(@ForAll("steps") List<Step> steps) {
        begin();
        steps.forEach(step -> peers.get(step.node).take(step));
        for (long end = now + SETTLE_MS; now < end; now += TICK_MS) {
            peers.forEach(Peer::deliverAll);
            peers.forEach(peer -> peer.presence.tick(now));
        }
        Set<Member> all = new HashSet<>();
        peers.forEach(peer -> all.addAll(peer.presence.ownMembers(GROUP)));
        for (Peer peer : peers) {
            GroupView view = peer.presence.view(GROUP);
            if (peer.presence.ownCount(GROUP) == 0) {
                assertNull(view, "who has no members follows nobody's");
            } else {
                assertNotNull(view);
                assertTrue(view.complete());
                assertEquals(all, peer.seen(view));
            }
            peer.check();
        }
    }

    private void begin() {
        peers.clear();
        interested.clear();
        now = 0;
        for (int i = 0; i < NODES; i++) {
            peers.add(new Peer(new NodeRef(i + 1, 0)));
        }
        for (Peer peer : peers) {
            peers.stream().filter(other -> other != peer).forEach(other -> peer.presence.nodeUp(now, other.self));
        }
    }

    private final class Peer implements Effects {
        private final NodeRef self;
        private final Presence presence;
        private final Map<NodeRef, Deque<Message>> arriving = new HashMap<>();
        /** What members of this node were told, one after the other. */
        private final Map<Cid, Member> told = new HashMap<>();

        private long version = -1;
        private int updates;

        Peer(NodeRef self) {
            this.self = self;
            this.presence = new Presence(self, this, now, 0);
        }

        void take(Step step) {
            Cid cid = new Cid(self, step.of + 1L, 0);
            switch (step.what) {
                case JOIN -> presence.join(now, GROUP, member(cid), view -> {});
                case UPDATE -> presence.update(GROUP, member(cid));
                case LEAVE -> presence.leave(now, GROUP, cid, LeaveReason.LEFT);
                case DELIVER -> deliver(peers.get(step.of).self);
                case LOSE -> arriving(peers.get(step.of).self).poll();
                case TICK -> {
                    now += TICK_MS;
                    presence.tick(now);
                }
            }
        }

        private Member member(Cid cid) {
            return new Member(cid, new UserId(GROUP.tenant(), "u"), Bytes.utf8("\"" + ++updates + "\""));
        }

        private Deque<Message> arriving(NodeRef from) {
            return arriving.computeIfAbsent(from, node -> new ArrayDeque<>());
        }

        private boolean deliver(NodeRef from) {
            Message message = arriving(from).poll();
            if (message != null) {
                presence.receive(now, from, message);
            }
            return message != null;
        }

        void deliverAll() {
            peers.forEach(from -> {
                while (deliver(from.self)) {
                    check();
                }
            });
        }

        Set<Member> seen(GroupView view) {
            Set<Member> members = new HashSet<>();
            view.members().forEach(members::add);
            return members;
        }

        void check() {
            GroupView view = presence.view(GROUP);
            if (view == null) {
                told.clear();
                version = -1;
            } else {
                assertEquals(new HashSet<>(told.values()), seen(view));
                assertEquals(version, view.version());
            }
        }

        @Override
        public void changed(Group group, long next, Change change) {
            assertTrue(version < 0 || next == version + 1, "version " + next + " after " + version);
            version = next;
            Member member = change.member();
            switch (change) {
                case Change.Joined joined -> assertNull(told.put(member.cid(), member), "joined twice");
                case Change.Updated updated -> assertNotNull(told.put(member.cid(), member), "updated, and not there");
                case Change.Left left -> assertNotNull(told.remove(member.cid()), "left, and not there");
                case Change.Suspected suspected -> throw new AssertionError("nobody lost a connection");
                case Change.Back back -> throw new AssertionError("nobody was away");
            }
            if (presence.view(group) == null) {
                told.clear();
                version = -1;
            }
        }

        @Override
        public void send(NodeRef to, Message message) {
            peers.stream()
                    .filter(peer -> peer.self.equals(to))
                    .forEach(peer -> peer.arriving(self).add(message));
        }

        @Override
        public void lookup(Group group) {
            interested.put(self, 1);
            presence.found(now, group, List.copyOf(interested.keySet()));
        }

        @Override
        public void counted(Group group, int members) {
            if (members == 0) {
                interested.remove(self);
            }
        }
    }
}
