package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.presence.Message;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.presence.SilentEffects;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node, and a peer that shares one of its two groups. */
class PartingsTest implements SilentEffects {
    private static final NodeRef SELF = new NodeRef(1, 0);
    private static final NodeRef PEER = new NodeRef(2, 0);
    private static final Tenant TENANT = new Tenant("t");
    private static final Group SHARED = new Group(TENANT, "shared");
    private static final Group ALONE = new Group(TENANT, "alone");

    private final Presence presence = new Presence(SELF, this, 0, 0);
    private final List<String> told = new ArrayList<>();
    private final Partings partings = new Partings(
            presence,
            (node, groups) ->
                    told.add(node + ": " + groups.stream().map(Group::name).toList()));

    private static Member member(NodeRef node) {
        return new Member(new Cid(node, 1, 0), new UserId(TENANT, "user"), Bytes.EMPTY);
    }

    @BeforeEach
    void join() {
        presence.nodeUp(0, PEER);
        for (Group group : List.of(SHARED, ALONE)) {
            presence.join(0, group, member(SELF), view -> {});
            presence.found(0, group, group.equals(SHARED) ? List.of(PEER) : List.of());
        }
        presence.receive(0, PEER, new Message.Snapshot(SHARED, new Message.Shard(1, 1, List.of(member(PEER)))));
        partings.tick(0);
    }

    private void lose(long now) {
        partings.lost(PEER);
        presence.nodeDown(now, PEER);
    }

    private void tick(long from, long to) {
        for (long now = from; now <= to; now += 50) {
            partings.tick(now);
        }
    }

    @Test
    void aLossIsToldOnceInTheGroupsThatTheLostNodeHadMembersIn() {
        lose(10);
        tick(50, 20_000);
        assertEquals(List.of(PEER + ": [shared]"), told);
    }

    @Test
    void whereThePeersMembersHaveAllLeftNothingOfItCanBeLost() {
        presence.receive(5, PEER, new Message.Unsubscribe(SHARED, 1));
        lose(10);
        assertEquals(List.of(), told);
    }

    @Test
    void aGroupOfWhichItIsNotKnownWhoIsInItMayHaveLostSomething() {
        Group fresh = new Group(TENANT, "fresh");
        presence.join(5, fresh, member(SELF), view -> {});
        lose(10);
        assertEquals(1, told.size());
        assertEquals(true, told.getFirst().contains("fresh"));
    }

    @Test
    void aNodeThatWasCountedOutByMistakeIsToldOfAgainWhenItIsBackAndOnceWhateverItIsCalledThen() {
        lose(10);
        presence.nodeUp(5_000, PEER);
        tick(5_000, 5_500);
        presence.receive(5_500, PEER.next(), new Message.Hello(false));
        tick(5_500, 5_500 + Partings.SETTLE_MS - 50);
        assertEquals(1, told.size(), "it may still take on another incarnation");
        tick(5_500 + Partings.SETTLE_MS, 20_000);
        assertEquals(List.of(PEER + ": [shared]", PEER.next() + ": [shared]"), told);
    }

    @Test
    void whatIsSaidByANodeThatWasApartAndComesBackMayBeLostThoughItWasNotMissed() {
        presence.receive(5_000, PEER.next(), new Message.Hello(false));
        tick(5_000, 20_000);
        assertEquals(List.of(PEER.next() + ": [shared]"), told);
    }

    @Test
    void aNodeThatIsLostAgainBeforeThatIsToldOfWithWhatItSharedThen() {
        lose(10);
        presence.receive(5_000, PEER.next(), new Message.Hello(false));
        tick(5_000, 5_500);
        partings.lost(PEER.next());
        presence.nodeDown(5_500, PEER.next());
        tick(5_500, 20_000);
        assertEquals(List.of(PEER + ": [shared]", PEER.next() + ": [shared]"), told);
    }

    @Test
    void whoeverHasLeftTheGroupMeanwhileIsNotTold() {
        lose(10);
        presence.leave(4_000, SHARED, member(SELF).cid(), LeaveReason.LEFT);
        presence.receive(5_000, PEER.next(), new Message.Hello(false));
        tick(5_000, 20_000);
        assertEquals(List.of(PEER + ": [shared]"), told);
    }

    @Test
    void oneThatComesForTheFirstTimeHasSaidNothing() {
        presence.nodeUp(10, new NodeRef(3, 4));
        tick(50, 20_000);
        assertEquals(List.of(), told);
    }
}
