package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.map.IMap;
import io.ringway.cluster.CapturingInbox;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.Traffic;
import io.ringway.cluster.UnavailableException;
import io.ringway.cluster.UserId;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.mesh.Replies;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.presence.SilentEffects;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A peer that does not answer when it is asked for its part of a page. */
class RouterPagesTest implements SilentEffects, Mesh.Receiver {
    private static final NodeRef SELF = new NodeRef(5, 0);
    private static final NodeRef PEER = new NodeRef(2, 0);
    private static final Tenant DEMO = new Tenant("demo");
    private static final GroupQuery QUERY =
            new GroupQuery(DEMO, GroupQuery.Key.NAME, new GroupQuery.Filter.All(), true, 10, null);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context hub = vertx.getOrCreateContext();
    private final AtomicLong now = new AtomicLong();
    private final CapturingInbox inbox = new CapturingInbox();
    private final Presence presence = new Presence(SELF, this, 0, 0);
    private final Mesh mesh = new Mesh(vertx, hub, () -> SELF, id -> Optional.empty(), this);
    private final Router router = new Router(
            presence,
            mesh,
            inbox,
            now::get,
            new Moves(presence, mesh, inbox, now::get, 10_000),
            new OwnRows(presence::ownCount, new UserDirectory(unused(), hub, () -> SELF, now::get)));

    @SuppressWarnings("unchecked")
    private static IMap<String, Shares> unused() {
        return (IMap<String, Shares>) Proxy.newProxyInstance(
                IMap.class.getClassLoader(), new Class<?>[] {IMap.class}, (proxy, method, args) -> {
                    throw new AssertionError(method.getName());
                });
    }

    @BeforeEach
    void meet() {
        call(() -> {
            presence.nodeUp(0, PEER);
            return "met";
        });
    }

    @AfterEach
    void close() {
        TestNode.await(vertx.close());
    }

    private <T> T call(Callable<T> action) {
        Promise<T> done = Promise.promise();
        hub.runOnContext(turn -> {
            try {
                done.complete(action.call());
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        return TestNode.await(done.future());
    }

    private Future<List<List<GroupCount>>> ask() {
        return router.groups(QUERY, List.of(PEER));
    }

    private Future<List<List<UserId>>> askUsers() {
        return router.users(DEMO, "", 10, List.of(PEER));
    }

    @Test
    void aPeerThatLivesOnInAnotherIncarnationIsNotLeftOut() {
        Future<List<List<GroupCount>>> page = call(() -> {
            Future<List<List<GroupCount>>> asked = ask();
            presence.nodeUp(0, PEER.next());
            now.addAndGet(Replies.TIMEOUT_MS);
            router.tick();
            return asked;
        });
        assertInstanceOf(UnavailableException.class, page.cause());
    }

    @Test
    void aPeerThatIsGoneMeanwhileHasNoPart() {
        Future<List<List<GroupCount>>> page = call(() -> {
            Future<List<List<GroupCount>>> asked = ask();
            presence.nodeDown(0, PEER);
            router.nodeDown(PEER);
            return asked;
        });
        assertEquals(List.of(List.of()), page.result());
    }

    @Test
    void pagesAreRefusedWhereThereIsNoRoomForMessagesAndSignalsAreTaken() {
        call(() -> {
            Frame large = new Frame.ToNode(Buffer.buffer(new byte[500_000]));
            for (int i = 0; mesh.send(Traffic.MESSAGES, PEER, large); i++) {
                assertTrue(i < 1_000, "messages are refused at last");
            }
            assertInstanceOf(UnavailableException.class, ask().cause());
            assertInstanceOf(UnavailableException.class, askUsers().cause());
            assertTrue(mesh.send(PEER, new Frame.Anew()));
            return "done";
        });
    }

    @Override
    public void frame(NodeRef from, Frame frame) {}

    @Override
    public void caughtUp(long node, long dropped) {}

    @Override
    public void relieved(long node, long dropped) {}
}
