package io.ringway.gateway.session.virtual;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.mesh.UnreachableException;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.node.StagedCluster;
import io.ringway.gateway.session.node.TestNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node has a group of many members; the backend speaks to the other. */
class ElsewhereTest {
    private static final Group LOBBY = new Group(new Tenant("demo"), "lobby");
    private static final UserId CARL = new UserId(LOBBY.tenant(), "carl");
    private static final int MEMBERS = 100;

    private final StagedCluster there = new StagedCluster(new byte[32]);
    private final StagedCluster here = new StagedCluster(new byte[32]);
    private final TestNode holder = new TestNode(there.cluster());
    private final TestNode asked = new TestNode(here.cluster());
    private final Backend home = holder.node().backend();
    private final Backend away = asked.node().backend();
    private final List<Integer> answered = new CopyOnWriteArrayList<>();

    @BeforeEach
    void fill() throws Exception {
        for (int i = 0; i < MEMBERS; i++) {
            done(home.join(LOBBY, new UserId(LOBBY.tenant(), "u" + i), Bytes.utf8("{\"n\":" + i + "}"), 0));
        }
        StagedCluster.link(there, here);
        here.answers = (node, question) -> here.askLinked(node, question).onSuccess(this::note);
    }

    /** Nodes compare at all times which words they have heard: that is about no user. */
    private void note(Buffer answer) {
        try {
            if (!(EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.WordSums(var sums)))) {
                answered.add(answer.length());
            }
        } catch (EnvelopeException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        asked.close();
        holder.close();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Throwable failure(Future<?> future) {
        return Objects.requireNonNull(
                assertThrows(ExecutionException.class, () -> done(future)).getCause());
    }

    private List<String> metas() throws Exception {
        return done(home.members(LOBBY)).stream()
                .filter(member -> member.user().equals(CARL))
                .map(member -> member.meta().utf8())
                .toList();
    }

    @Test
    void aNodeWithoutTheGroupAsksForOneUserAndNotForEverybody() throws Exception {
        Cid virtual = done(home.join(LOBBY, CARL, Bytes.utf8("{}"), 0)).getFirst();
        assertEquals(List.of(virtual), done(away.join(LOBBY, CARL, Bytes.utf8("{\"a\":1}"), 0)), "he is there");
        assertEquals(List.of(virtual), done(away.heartbeat(LOBBY, CARL, 60_000)));
        await().until(() -> metas().equals(List.of("{\"a\":1}")));

        assertEquals(List.of(virtual), done(away.update(LOBBY, CARL, null, Bytes.utf8("{\"a\":2}"))));
        await().until(() -> metas().equals(List.of("{\"a\":2}")));
        assertEquals(
                List.of(virtual),
                done(away.state(LOBBY, CARL, "busy")).stream().map(Member::cid).toList());
        assertEquals(List.of(virtual), done(away.leave(LOBBY, CARL, null)));
        await().until(() -> metas().isEmpty());

        assertInstanceOf(NotFound.class, failure(away.heartbeat(LOBBY, CARL, 60_000)));
        assertTrue(answered.size() >= 6, "the other node was asked");
        assertEquals(List.of(), answered.stream().filter(bytes -> bytes > 200).toList(), "each answer is of one user");
    }

    @Test
    void aConnectionOnTheNodeWithTheGroupIsFoundToo() throws Exception {
        String cid = holder.connect("carl").join("lobby").cid();
        assertEquals(
                List.of(cid),
                done(away.join(LOBBY, CARL, Bytes.EMPTY, 0)).stream()
                        .map(Cid::toString)
                        .toList());
        done(away.update(LOBBY, CARL, null, Bytes.utf8("{\"b\":1}")));
        await().until(() -> metas().equals(List.of("{\"b\":1}")));
    }

    @Test
    void whereTheNodeWithTheGroupIsSilentNobodyIsAddedASecondTime() throws Exception {
        done(home.join(LOBBY, CARL, Bytes.EMPTY, 0));
        here.answers = (node, question) -> Future.failedFuture(new UnreachableException("does not answer"));
        assertInstanceOf(UnavailableException.class, failure(away.join(LOBBY, CARL, Bytes.EMPTY, 0)));
        assertEquals(1, metas().size());
    }
}
