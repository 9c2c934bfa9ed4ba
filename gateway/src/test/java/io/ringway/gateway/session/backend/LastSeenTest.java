package io.ringway.gateway.session.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.seen.SeenStore;
import io.ringway.gateway.protocol.envelope.BackendStep.Seen;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.ringway.gateway.session.node.TestSetup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When users were last here, with a store that is slow, or away, or was there before this node. */
class LastSeenTest {
    private static final Tenant DEMO = new Tenant("demo");

    private final Store store = new Store();
    private long now = 1_000;
    private final LastSeen lastSeen = new LastSeen(store, () -> Instant.ofEpochMilli(now));

    private static final class Store implements SeenStore {
        final Map<UserId, Long> kept = new HashMap<>();
        final List<Integer> batches = new ArrayList<>();
        boolean isAway;
        boolean asked;

        @Nullable
        Promise<Void> slow;

        @Override
        public Future<Void> keep(Tenant tenant, Map<String, Long> times) {
            batches.add(times.size());
            if (isAway) {
                return Future.failedFuture("away");
            }
            times.forEach((user, at) -> kept.merge(new UserId(tenant, user), at, Math::max));
            return slow == null ? Future.succeededFuture() : slow.future();
        }

        @Override
        public Future<List<Long>> times(Tenant tenant, List<String> users) {
            asked = true;
            return Future.succeededFuture(users.stream()
                    .map(user -> kept.getOrDefault(new UserId(tenant, user), 0L))
                    .toList());
        }

        @Override
        public Optional<String> trouble() {
            return isAway ? Optional.of("away") : Optional.empty();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    private static UserId user(String id) {
        return new UserId(DEMO, id);
    }

    @Test
    void whatComesTogetherIsWrittenAtOnceAndOfOneUserTheLast() {
        for (int i = 0; i < 1_200; i++) {
            now++;
            lastSeen.ended(user("u" + i % 600));
        }
        assertEquals(List.of(), store.batches, "nobody waits for it");
        lastSeen.tick();
        assertEquals(List.of(500, 100), store.batches);
        assertEquals(2_200L, store.kept.get(user("u599")));
        lastSeen.tick();
        assertEquals(2, store.batches.size(), "nothing is new");
    }

    @Test
    void tenantsAreWrittenBesideEachOtherInWholeBatches() {
        for (int i = 0; i < 1_200; i++) {
            lastSeen.ended(new UserId(new Tenant(i % 2 == 0 ? "even" : "odd"), "u" + i));
        }
        lastSeen.tick();
        assertEquals(
                List.of(100, 100, 500, 500), store.batches.stream().sorted().toList());
        assertEquals(1_200, store.kept.size());
    }

    @Test
    void oneWriteIsOnItsWayAtATimeAndWhatIsNewerStays() {
        store.slow = Promise.promise();
        lastSeen.ended(user("ada"));
        lastSeen.tick();
        now = 2_000;
        lastSeen.ended(user("ada"));
        lastSeen.ended(new UserId(new Tenant("other"), "ada"));
        lastSeen.tick();
        assertEquals(List.of(1), store.batches);
        Promise<Void> first = store.slow;
        store.slow = null;
        first.complete();
        assertEquals(List.of(1, 1, 1), store.batches);
        assertEquals(2_000L, store.kept.get(user("ada")));
    }

    @Test
    void aStoreThatIsAwayGetsItLaterAndIsNotAsked() {
        store.isAway = true;
        lastSeen.ended(user("ada"));
        lastSeen.tick();
        assertEquals(List.of(0L), lastSeen.kept(DEMO, List.of("ada")).result());
        assertFalse(store.asked);
        store.isAway = false;
        lastSeen.tick();
        assertEquals(List.of(1_000L), lastSeen.kept(DEMO, List.of("ada")).result());
    }

    @Test
    void whatIsUnwrittenIsWrittenAtTheEnd() {
        lastSeen.ended(user("ada"));
        assertTrue(lastSeen.settled().succeeded());
        assertEquals(1_000L, store.kept.get(user("ada")));
    }

    @Test
    void whoIsGoneWithItsNodeIsWrittenByTheLowestThatKnewIt() throws Exception {
        StagedCluster stage = new StagedCluster(new byte[32]);
        NodeRef dead = new NodeRef(1, 0);
        NodeRef lower = new NodeRef(0, 0);
        NodeRef higher = new NodeRef(-1, 0);
        try (TestNode node = new TestNode(TestSetup.over(stage.cluster()).with(store))) {
            node.connect("joe").joined("hall");
            stage.peers = Set.of(higher);
            lose(node, stage, dead, "ada", LeaveReason.DISCONNECTED);
            lose(node, stage, dead, "gus", LeaveReason.LEFT);
            lose(node, stage, higher, "bob", LeaveReason.DISCONNECTED);
            stage.peers = Set.of(lower, higher);
            lose(node, stage, dead, "eve", LeaveReason.DISCONNECTED);
            stage.peers = Set.of();
            long at = node.node().now();
            List<Seen> users = node.node()
                    .backend()
                    .users(DEMO, List.of("ada", "gus", "bob", "eve"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            assertEquals(
                    List.of(at, 0L, 0L, 0L), users.stream().map(Seen::lastSeen).toList());
            node.pass(Duration.ofSeconds(1));
            assertEquals(Map.of(user("ada"), at), store.kept);
        }
    }

    private static void lose(TestNode node, StagedCluster stage, NodeRef of, String user, LeaveReason reason) {
        Member member = new Member(new Cid(of, user.hashCode(), 1), user(user), Bytes.EMPTY);
        node.run(() -> stage.inbox().changed(new Group(DEMO, "hall"), 2, new Change.Left(member, reason)));
    }

    @Test
    void whenAUserWasLastHereIsNotForgottenWithTheNode() throws Exception {
        try (TestNode node = new TestNode(TestSetup.USUAL.with(store))) {
            Client ada = node.connect("ada");
            ada.close(1000);
            node.node().stop().toCompletionStage().toCompletableFuture().get();
        }
        long seen = store.kept.getOrDefault(user("ada"), 0L);
        assertTrue(seen > 0);
        try (TestNode next = new TestNode(TestSetup.USUAL.with(store))) {
            next.connect("bob");
            List<Seen> users = next.node()
                    .backend()
                    .users(DEMO, List.of("bob", "ada", "eve"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            assertEquals(
                    List.of(0L, seen, 0L), users.stream().map(Seen::lastSeen).toList());
        }
    }
}
