package io.ringway.cluster.hazelcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.CapturingInbox;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.TestNode;
import io.ringway.cluster.mesh.Mesh;
import io.ringway.cluster.presence.Presence;
import io.ringway.cluster.presence.SilentEffects;
import io.ringway.cluster.whereabouts.End;
import io.ringway.cluster.whereabouts.Move;
import io.ringway.cluster.wire.Frame;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes take the same connection over at once, and the lower one, which the test plays, keeps it for as long as it lives. */
class MovesTest implements SilentEffects, Mesh.Receiver {
    private static final NodeRef SELF = new NodeRef(5, 0);
    private static final NodeRef LOWER = new NodeRef(2, 0);
    private static final Cid CID = new Cid(new NodeRef(9, 0), 7, 7);
    private static final List<Move> CLAIM = List.of(new Move(CID, 1));
    private static final String LIVES_THERE = CID + " lives on " + LOWER;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context hub = vertx.getOrCreateContext();
    private final CapturingInbox inbox = new CapturingInbox();
    private final Presence presence = new Presence(SELF, this, 0, 0);
    private final Mesh mesh = new Mesh(vertx, hub, () -> SELF, id -> Optional.empty(), this);
    private final Moves moves = new Moves(presence, mesh, inbox, () -> 0, 10_000);

    @BeforeEach
    void meet() {
        run(() -> presence.nodeUp(0, LOWER));
    }

    @AfterEach
    void close() {
        TestNode.await(vertx.close());
    }

    private void run(Runnable action) {
        Promise<Void> done = Promise.promise();
        hub.runOnContext(turn -> {
            action.run();
            done.complete();
        });
        TestNode.await(done.future());
    }

    private void lose() {
        run(() -> moves.nodeDown(0, LOWER));
    }

    private void isLookedForOn(NodeRef node) {
        NodeRef[] found = new NodeRef[1];
        run(() -> found[0] = moves.lastPlace(CID).node());
        assertEquals(node, found[0]);
    }

    @Test
    void whatALowerNodeTookOverAtTheSameTimeIsNotLookedForHereWhenThatOneIsLost() {
        run(() -> moves.adopt(CID, 1));
        run(() -> moves.adopted(LOWER, CLAIM));
        assertEquals(List.of(LIVES_THERE), inbox.privately());
        lose();
        isLookedForOn(LOWER);
    }

    @Test
    void norWhereThatWasKnownAlreadyWhenThisNodeTookItOver() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.adopt(CID, 1));
        isLookedForOn(LOWER);
        // As that one says when it hears of it.
        run(() -> moves.adopted(LOWER, CLAIM));
        assertEquals(List.of(LIVES_THERE, LIVES_THERE), inbox.privately());
        lose();
        isLookedForOn(LOWER);
    }

    @Test
    void norWhereThatOneWasCutOffAndIsBack() {
        run(() -> moves.adopted(LOWER, CLAIM));
        lose();
        run(() -> moves.adopt(CID, 1));
        isLookedForOn(SELF);
        run(() -> moves.greet(LOWER));
        isLookedForOn(LOWER);
        assertEquals(List.of(LIVES_THERE, LIVES_THERE), inbox.privately());
        lose();
        isLookedForOn(LOWER);
    }

    @Test
    void whoTookItOverGoesOnWithItWhereTheLowerNodeDiesBeforeItHasSaidAnything() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.adopt(CID, 1));
        lose();
        isLookedForOn(SELF);
        assertEquals(List.of(LIVES_THERE), inbox.privately());
    }

    @Test
    void whatHadEndedOnALowerNodeWhenThisOneTookItOverEndsHereToo() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.ended(LOWER, List.of(new End(CID, 1, 1_000))));
        run(() -> moves.adopt(CID, 1));
        run(() -> moves.ended(LOWER, List.of(new End(CID, 1, 1_000))));
        assertEquals(List.of(LIVES_THERE, LIVES_THERE), inbox.privately());
        lose();
        isLookedForOn(LOWER);
    }

    /** As in a greeting, of which the frames with what the node has are long in coming. */
    @Test
    void isLookedForWhereItWasUntilItsNodeHasSaidAnewAllThatItHas() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.anew(LOWER));
        isLookedForOn(LOWER);
        run(() -> moves.adopted(LOWER, CLAIM));
        saysNoMore();
        isLookedForOn(LOWER);
        run(() -> moves.anew(LOWER));
        isLookedForOn(LOWER);
        saysNoMore();
        isLookedForOn(CID.node());
    }

    @Test
    void nothingIsForgottenOfWhatMayHaveBeenSaidWhenItsNodeWasNotHeard() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.anew(LOWER));
        lose();
        run(() -> moves.greet(LOWER));
        saysNoMore();
        isLookedForOn(LOWER);
    }

    @Test
    void whatIsSaidAnewTakesThePlaceOfWhatWasKnown() {
        run(() -> moves.adopted(LOWER, List.of(new Move(CID, 7))));
        run(() -> moves.anew(LOWER));
        // It was let go of meanwhile, and its id was used again.
        run(() -> moves.adopted(LOWER, CLAIM));
        saysNoMore();
        isLookedForOn(LOWER);
        assertEquals(1, count());
    }

    @Test
    void anEndIsRememberedThoughItsNodeSaysAnewWhatItHas() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.anew(LOWER));
        run(() -> moves.ended(LOWER, List.of(new End(CID, 1, 1_000))));
        saysNoMore();
        boolean[] hasEnded = new boolean[1];
        run(() -> hasEnded[0] = moves.hasEnded(CID));
        assertTrue(hasEnded[0]);
    }

    @Test
    void whatItsNodeIsToldToHaveWhileItSpeaksIsKept() {
        run(() -> moves.adopted(LOWER, CLAIM));
        run(() -> moves.anew(LOWER));
        run(() -> moves.handOver(CID, LOWER, 3));
        saysNoMore();
        isLookedForOn(LOWER);
        assertEquals(3, count());
    }

    private void saysNoMore() {
        run(() -> moves.waits(LOWER, new Frame.Waits(true, List.of())));
    }

    private int count() {
        int[] found = new int[1];
        run(() -> found[0] = moves.lastPlace(CID).moves());
        return found[0];
    }

    // Nothing arrives.

    @Override
    public void frame(NodeRef from, Frame frame) {}

    @Override
    public void caughtUp(long node, long dropped) {}

    @Override
    public void relieved(long node, long dropped) {}
}
