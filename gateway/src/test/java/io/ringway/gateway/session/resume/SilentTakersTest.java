package io.ringway.gateway.session.resume;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.Given;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.SessionOptions;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.ringway.gateway.session.virtual.VirtualHandovers;
import io.ringway.gateway.session.virtual.VirtualIds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that stops gives its members without a connection to another one, whose answers are late, or do not come. */
class SilentTakersTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final Group DESK = new Group(DEMO, "desk");
    private static final NodeRef TAKER = new NodeRef(1, 0);
    private static final NodeRef OTHER = new NodeRef(2, 0);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    /** More than go in one envelope. */
    private static final int MANY = 101;

    private final StagedCluster stage = new StagedCluster(new byte[32]);
    private final TestNode node = new TestNode(stage.cluster(), new SessionOptions(10_000, 60_000, 4_096, 64 << 10));
    /** Who was asked to take which. */
    private final List<NodeRef> asked = new CopyOnWriteArrayList<>();

    SilentTakersTest() {
        stage.peers = Set.of(TAKER);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Cid join(String user) {
        return node.node()
                .backend()
                .join(DESK, new UserId(DEMO, user), Bytes.EMPTY, 60_000)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join()
                .getFirst();
    }

    private static Future<Buffer> taken(Buffer question) {
        try {
            if (EnvelopeCodec.decode(question)
                    instanceof Envelope.OfBackend(BackendStep.MembersGiven(var tenant, var members))) {
                return Future.succeededFuture(VirtualHandovers.taken(
                        tenant, members.stream().map(Given::cid).toList()));
            }
            throw new AssertionError("another question");
        } catch (EnvelopeException notOurs) {
            throw new AssertionError(notOurs);
        }
    }

    private static Future<Buffer> none() {
        return Future.succeededFuture(VirtualHandovers.taken(DEMO, List.of()));
    }

    @Test
    void aMemberWhoseTakerDidNotAnswerInTimeIsGivenOnceMore() {
        Cid robot = join("robot");
        stage.answers = (to, question) -> {
            asked.add(to);
            return asked.size() < 3 ? Future.failedFuture("did not answer in time") : taken(question);
        };
        Future<Void> emptied = node.node().emptied(DRAIN);
        for (int tries = 1; tries < 3; tries++) {
            int sofar = tries;
            await().until(() -> asked.size() == sofar);
            assertFalse(emptied.isComplete());
            node.standStill(Duration.ofMillis(1_100));
        }
        await().until(emptied::succeeded);
        assertEquals(TAKER, stage.whereabouts.of(robot));
        assertEquals(List.of(TAKER, TAKER, TAKER), asked);
    }

    @Test
    void aNodeThatDoesNotAnswerIsNotWaitedForWhereAnotherOneDoes() {
        stage.peers = Set.of(TAKER, OTHER);
        List<Cid> robots = List.of(join("one"), join("two"), join("three"), join("four"));
        stage.answers =
                (to, question) -> to.equals(TAKER) ? Future.failedFuture("did not answer in time") : taken(question);
        Future<Void> emptied = node.node().emptied(DRAIN);
        await().until(emptied::succeeded);
        robots.forEach(robot -> assertEquals(OTHER, stage.whereabouts.of(robot)));
    }

    @Test
    void aNodeThatTakesNoneIsNotAskedAgain() {
        Cid robot = join("robot");
        stage.answers = (to, question) -> {
            asked.add(to);
            return none();
        };
        Future<Void> emptied = node.node().emptied(DRAIN);
        await().until(emptied::succeeded);
        assertEquals(List.of(TAKER), asked);
        assertEquals(stage.self(), stage.whereabouts.of(robot));
    }

    @Test
    void aNodeDoesNotStopWhileAnAnswerIsOnItsWay() {
        for (int i = 0; i < MANY; i++) {
            join("robot " + i);
        }
        Promise<Void> wire = Promise.promise();
        stage.answers = (to, question) -> {
            asked.add(to);
            return asked.size() == 1 ? none() : wire.future().compose(open -> taken(question));
        };
        Future<Void> emptied = node.node().emptied(DRAIN);
        await().until(() -> asked.size() == 2);
        // Some more looks at whether it is done.
        await().during(Duration.ofMillis(200)).until(() -> !emptied.isComplete());
        node.run(wire::complete);
        await().until(emptied::succeeded);
        assertEquals(
                1,
                stage.cluster()
                        .lastPlace(VirtualIds.cid(stage.self(), new UserId(DEMO, "robot 100")))
                        .moves());
    }
}
