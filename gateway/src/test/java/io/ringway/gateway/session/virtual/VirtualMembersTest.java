package io.ringway.gateway.session.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.local.LocalCluster;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Other nodes' members are put into the cluster of one as if they had come from there. */
class VirtualMembersTest {
    private static final Group LOBBY = new Group(new Tenant("demo"), "lobby");
    private static final UserId CARL = new UserId(new Tenant("demo"), "carl");
    private static final NodeRef LOWER = new NodeRef(0, 0);
    private static final NodeRef HIGHER = new NodeRef(-1, 0); // ids are unsigned

    private final LocalCluster cluster = new LocalCluster();
    private final TestNode node = new TestNode(cluster);
    private final Client ada = node.connect("ada").join("lobby");

    @AfterEach
    void close() {
        node.close();
    }

    private static Member of(NodeRef owner) {
        return new Member(VirtualIds.cid(owner, CARL), CARL, Bytes.EMPTY);
    }

    private void appears(Member member) {
        node.run(() -> cluster.join(LOBBY, member));
    }

    private Cid join() throws Exception {
        return done(node.node().backend().join(LOBBY, CARL, Bytes.EMPTY, 0)).getFirst();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void assertUnavailable(Future<?> asked) {
        Throwable failed =
                assertThrows(ExecutionException.class, () -> done(asked)).getCause();
        assertEquals(
                ErrorCode.UNAVAILABLE,
                assertInstanceOf(GroupRefusal.class, failed).code());
    }

    private List<String> carls() {
        ada.send("{\"type\":\"members\",\"id\":9,\"group\":\"lobby\"}");
        return ada.socket().ofType("result").getLast().getJsonArray("members").stream()
                .map(JsonObject.class::cast)
                .filter(member -> "carl".equals(member.getString("user_id")))
                .map(member -> member.getString("cid"))
                .toList();
    }

    @Test
    void ofTwoNodesThatWereToldOfTheSameMemberTheLowerKeepsIt() throws Exception {
        join();
        appears(of(LOWER));
        // What is put off until the news is told runs behind it.
        node.run(() -> {});

        assertEquals(List.of(of(LOWER).cid().toString()), carls());
        assertEquals(
                List.of("USER_JOINED", "USER_JOINED", "USER_LEFT"),
                ada.socket().ofType("notice").stream()
                        .map(notice -> notice.getString("code"))
                        .toList());
    }

    @Test
    void theLowerNodeOfTwoLeavesItToTheOther() throws Exception {
        Cid own = join();
        appears(of(HIGHER));
        node.run(() -> {});

        assertEquals(List.of(own.toString(), of(HIGHER).cid().toString()), carls(), "the other takes its own back");
    }

    @Test
    void aStateThatOneMemberHasNoPlaceForIsPutIntoNone() {
        Member plain = new Member(new Cid(LOWER, 1, 1), CARL, Bytes.utf8("{}"));
        appears(plain);
        appears(new Member(new Cid(LOWER, 2, 2), CARL, Bytes.utf8("[1]")));
        Future<List<Member>> away = node.node().backend().state(LOBBY, CARL, "away");
        ExecutionException refused = assertThrows(
                ExecutionException.class,
                () -> away.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
        assertInstanceOf(NoPlaceException.class, refused.getCause());
        assertEquals(
                List.of(),
                ada.socket().ofType("notice").stream()
                        .filter(notice -> "USER_UPDATED".equals(notice.getString("code")))
                        .toList());
    }

    @Test
    void aMemberIsFoundInALargeGroupByItsUser() throws Exception {
        for (int i = 0; i < 100; i++) {
            appears(new Member(new Cid(LOWER, 3, i), new UserId(CARL.tenant(), "u" + i), Bytes.EMPTY));
        }
        appears(of(LOWER));
        assertEquals(of(LOWER).cid(), join(), "of whatever node it is");
        assertEquals(
                List.of(of(LOWER).cid()),
                node.node()
                        .backend()
                        .leave(LOBBY, CARL, null)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS));
    }

    @Test
    void aHeartbeatDoesNotBringBackWhoWasBannedSinceItsNodeIsGone() throws Exception {
        // Nothing is known of that node.
        Member lost = of(LOWER);
        appears(lost);
        long now = Instant.now().toEpochMilli();
        long until = now + 60_000;
        Backend backend = node.node().backend();
        done(backend.exclude(new Revocation(Revocation.Kind.BAN, CARL.tenant(), CARL.id(), now, until, until)));

        done(backend.heartbeat(LOBBY, CARL, 60_000));
        assertUnavailable(backend.update(LOBBY, CARL, null, Bytes.EMPTY));
        assertUnavailable(backend.leave(LOBBY, CARL, null));
        assertNull(cluster.locate(lost.cid()), "nobody has it");

        done(backend.pardon(CARL, now + 1));
        done(backend.heartbeat(LOBBY, CARL, 60_000));
        assertEquals(cluster.self(), cluster.locate(lost.cid()));
    }

    @Test
    void whoIsEndedWhileItsMoveWaitsForASeatDoesNotAppearInTheOtherGroup() throws Exception {
        NodeRef silent = new NodeRef(7, 0);
        Group hall = new Group(LOBBY.tenant(), "hall");
        StagedCluster stage = new StagedCluster(new byte[32]);
        try (TestNode alone = new TestNode(stage.cluster())) {
            Backend backend = alone.node().backend();
            done(backend.groups().set(hall, new GroupSettings(2, 0)));
            Cid cid = done(backend.join(LOBBY, CARL, Bytes.EMPTY, 0)).getFirst();
            stage.peers = Set.of(silent);
            Future<Void> moving = backend.groups().move(cid, null, hall);
            alone.run(() -> {});
            assertFalse(moving.isComplete(), "the other node is asked who sits there");
            done(backend.disconnect(LOBBY.tenant(), cid));
            stage.peers = Set.of();
            alone.run(() -> stage.inbox().nodeDown(silent));

            assertInstanceOf(
                    NotFound.class,
                    assertThrows(ExecutionException.class, () -> done(moving)).getCause());
            assertEquals(List.of(), done(backend.members(hall)));
        }
    }

    @Test
    void leftIsNotSaidOfAConnectionThatIsStillThereThoughItsNodeIsGone() throws Exception {
        Member connection = new Member(new Cid(LOWER, 1, 1), CARL, Bytes.utf8("{}"));
        appears(connection);
        Backend backend = node.node().backend();
        assertUnavailable(backend.leave(LOBBY, CARL, null));
        assertUnavailable(backend.update(LOBBY, CARL, connection.cid(), Bytes.EMPTY));
        assertUnavailable(backend.state(LOBBY, CARL, "away"));
        assertEquals(List.of(connection.cid().toString()), carls());
    }

    @Test
    void aUserWithAConnectionIsNoRivalOfAMemberWithoutOne() throws Exception {
        Cid own = join();
        Client carl = node.connect("carl").join("lobby");
        node.run(() -> {});

        assertEquals(List.of(own.toString(), carl.cid()), carls());
    }
}
