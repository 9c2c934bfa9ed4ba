package io.ringway.gateway.session.moves;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.HomeAndAbroad;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The backend speaks for Ada to the node that she is coming to, which has asked for her session, and has not got it yet. */
class SpokenForOnTheWayTest {
    private static final int LOST = 1006;
    private static final int FEW = 20;
    private static final Tenant DEMO = new Tenant("demo");
    private static final Group LOBBY = new Group(DEMO, "lobby");
    private static final Group HALL = new Group(DEMO, "hall");
    private static final UserId ADA = new UserId(DEMO, "ada");

    private final HomeAndAbroad nodes = new HomeAndAbroad();
    private final Client ada = nodes.home.connect("ada").joined("lobby");
    private final Cid cid = Cid.parse(ada.cid()).orElseThrow();
    private final Backend home = nodes.home.node().backend();
    private final Backend abroad = nodes.abroad.node().backend();

    private @Nullable Client moved;

    SpokenForOnTheWayTest() {
        nodes.link();
        ada.close(LOST);
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** The node that she leaves is asked this, if at all, right after it was asked for her session. */
    private <T> T asSheLeaves(Supplier<Future<T>> question) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Thread holding = Thread.startVirtualThread(() -> nodes.home.run(() -> {
            busy.countDown();
            awaitLatch(free);
        }));
        awaitLatch(busy);
        moved = nodes.abroad.resume("ada", ada.resumeToken(), 1);
        Future<T> answer = question.get();
        nodes.abroad.run(() -> {});
        free.countDown();
        holding.join();
        return done(answer);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Client arrived() {
        Client client = Objects.requireNonNull(moved, "she is on her way");
        await().until(() -> !client.socket().ofType("welcome").isEmpty());
        assertEquals(cid.toString(), client.cid());
        return client;
    }

    private static String meta(TestNode node) throws Exception {
        List<Member> members = done(node.node().backend().members(LOBBY));
        assertEquals(1, members.size());
        return members.getFirst().meta().utf8();
    }

    @Test
    void whoJoinsForHerAddsNobody() throws Exception {
        assertEquals(List.of(cid), asSheLeaves(() -> abroad.join(LOBBY, ADA, Bytes.EMPTY, 60_000)));
        arrived().close(1000);
        await().until(() -> done(abroad.members(LOBBY)).isEmpty());
    }

    @Test
    void aHeartbeatFindsHer() throws Exception {
        assertEquals(List.of(cid), asSheLeaves(() -> abroad.heartbeat(LOBBY, ADA, 60_000)));
    }

    @Test
    void sheIsOnlineByOneConnection() throws Exception {
        assertEquals(
                1,
                asSheLeaves(() -> abroad.users(DEMO, List.of("ada"))).getFirst().connections());
        arrived();
        assertEquals(1, done(abroad.users(DEMO, List.of("ada"))).getFirst().connections());
        assertEquals(1, done(home.users(DEMO, List.of("ada"))).getFirst().connections());
    }

    @Test
    void herConnectionIsListedWithItsGroups() throws Exception {
        var listed = asSheLeaves(() -> abroad.connections(ADA));
        assertEquals(1, listed.size());
        assertEquals(cid, listed.getFirst().cid());
        assertEquals(List.of("lobby"), listed.getFirst().groups());
        assertTrue(listed.getFirst().isParked());
        arrived();
        assertFalse(done(abroad.connections(ADA)).getFirst().isParked());
    }

    @Test
    void herConnectionIsFoundByItsId() throws Exception {
        assertEquals(
                cid,
                asSheLeaves(() -> abroad.connection(DEMO, cid)).connection().cid());
        assertEquals(1, done(abroad.connections(DEMO, null, 10)).size());
    }

    @Test
    void whoIsTakenOutForHerIsOut() throws Exception {
        assertEquals(List.of(cid), asSheLeaves(() -> abroad.leave(LOBBY, ADA, null)));
        Client client = arrived();
        await().until(() -> !client.socket().ofType("notice").isEmpty());
        assertEquals("USER_LEFT", client.socket().ofType("notice").getFirst().getString("code"));
        assertEquals(List.of(), done(abroad.members(LOBBY)));
        client.send("{\"type\":\"publish\",\"id\":7,\"group\":\"lobby\",\"content\":1}");
        assertEquals("not_joined", client.socket().ofType("error").getLast().getString("code"));
    }

    @Test
    void sheIsMovedToAnotherGroup() throws Exception {
        asSheLeaves(() -> abroad.groups().move(cid, LOBBY, HALL));
        arrived();
        assertEquals(List.of(), done(abroad.members(LOBBY)));
        assertEquals(1, done(abroad.members(HALL)).size());
    }

    private void rejoin(Client client) {
        client.send("{\"type\":\"join\",\"id\":9,\"group\":\"lobby\"}");
        await().until(() -> client.socket().ofType("result").stream().anyMatch(result -> result.getInteger("id") == 9));
    }

    @Test
    void whatIsChangedForHerOutlastsTheMove() throws Exception {
        asSheLeaves(() -> abroad.update(LOBBY, ADA, null, Bytes.utf8("{\"v\":1}")));
        Client client = arrived();
        await().until(() -> meta(nodes.abroad).equals("{\"v\":1}"));
        rejoin(client);
        assertEquals("{\"v\":1}", meta(nodes.abroad));
    }

    @Test
    void whatSheIsDoingOutlastsTheMove() throws Exception {
        asSheLeaves(() -> abroad.state(LOBBY, ADA, "busy"));
        Client client = arrived();
        await().until(() -> meta(nodes.abroad).equals("{\"state\":\"busy\"}"));
        rejoin(client);
        assertEquals("{\"state\":\"busy\"}", meta(nodes.abroad));
    }

    @Test
    void whatIsChangedForHerIsKeptWhereNobodyTakesHerSession() throws Exception {
        var askLinked = nodes.here.answers;
        nodes.here.answers = (node, question) -> {
            var unused = askLinked.apply(node, question);
            // As of an answer that is too late to be taken.
            return Future.failedFuture("does not answer in time");
        };
        nodes.abroad.resume("ada", ada.resumeToken(), 1);
        nodes.home.run(() -> {});
        assertEquals(List.of(cid), done(home.update(LOBBY, ADA, null, Bytes.utf8("{\"v\":1}"))));
        for (int i = 0; i < FEW; i++) {
            nodes.abroad.run(() -> {});
            nodes.home.run(() -> {});
        }
        nodes.home.pass(Duration.ofSeconds(9));
        nodes.home.pass(Duration.ofSeconds(9));

        moved = nodes.home.resume("ada", ada.resumeToken(), 1);
        Client client = arrived();
        assertEquals("{\"v\":1}", meta(nodes.home));
        rejoin(client);
        assertEquals("{\"v\":1}", meta(nodes.home));
        assertTrue(nodes.there.posted.size() < FEW, "what was changed does not go to and fro");
    }

    @Test
    void nothingIsSaidOfHerLeavingWhereNobodyKnowsWhoHasHer() throws Exception {
        var askLinked = nodes.here.answers;
        nodes.here.answers = (node, question) -> {
            var unused = askLinked.apply(node, question);
            return Future.failedFuture("does not answer in time");
        };
        nodes.abroad.resume("ada", ada.resumeToken(), 1);
        nodes.home.run(() -> {});
        Future<List<Cid>> leaving = home.leave(LOBBY, ADA, null);
        await().until(leaving::isComplete);
        assertTrue(leaving.failed());
    }
}
