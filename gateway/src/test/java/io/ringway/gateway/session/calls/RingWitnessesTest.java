package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.TENANT;
import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import io.ringway.cluster.lists.Bounds;
import io.ringway.cluster.lists.ListKey;
import io.ringway.cluster.lists.ListStore;
import io.ringway.cluster.local.LocalLists;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallHead;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.push.Notifier;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import io.ringway.gateway.session.calls.log.CallLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the witness of a ring has in mind, whoever owns the ring and whoever is lost. */
class RingWitnessesTest {
    private static final int GRACE_SECONDS = 5;
    private static final Faults DEATHS = new Faults(0, 0, 1_000 * GRACE_SECONDS, false, false);
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);
    private static final NodeRef THREE = nodeNumber(3);

    private final LocalLists histories =
            new LocalLists(new Bounds(100, Duration.ofDays(30), 100), () -> Instant.ofEpochMilli(1_000_000));
    private final CallSimulation simulation =
            new CallSimulation(1, 4, DEATHS, Notifier.NOBODY, new CallLog.Stores(histories, ListStore.NONE));

    private void lose(NodeRef node) {
        simulation.die(node);
        simulation.settleNews();
    }

    private void hear(NodeRef witness, Envelope news) {
        assertTrue(simulation.calling(witness).witnessed().hear(news));
    }

    private long missed() {
        return histories.page(new ListKey(TENANT, "bob"), "", 100).result().unseen();
    }

    /** A ring of Ada's on a phone of Bob's, as its owner in that term tells it. */
    private CallHandover.Owned ring(CallId call, int term) {
        Sender ada = new Sender(new UserId(TENANT, "ada"), call.value());
        UserId bob = new UserId(TENANT, "bob");
        Event.Incoming ring = new Event.Incoming(call, ada, null, Bytes.EMPTY, 30_000, false, true);
        long now = simulation.millis();
        CallHandover.Owned remains = RingRemains.of(
                new RingRemains.Heard(new CallTarget.User(bob), ring, now + 30_000),
                TENANT,
                new CallHead("ada", "bob", 0, now),
                term,
                List.of(),
                now);
        return RingRemains.awaiting(remains, 30_000, 0, List.of(new CallHandover.Suspect(Cid.create(ONE), 5_000)), 1);
    }

    /** It comes late: the call has gone on to another node, which has said so itself. */
    @Test
    void whatAFormerOwnerForgetsIsStillSeenForTheNextOne() {
        CallId call = new CallId(Cid.create(ONE));
        hear(TWO, new Envelope.CallWitnessed(THREE, ring(call, 1)));
        hear(TWO, new Envelope.CallForgotten(TENANT, call, ONE));
        lose(THREE);
        simulation.pass(GRACE_SECONDS + 1);
        assertEquals(1, missed());
    }

    @Test
    void whatItsOwnerForgetsIsNotMissed() {
        CallId call = new CallId(Cid.create(ONE));
        hear(TWO, new Envelope.CallWitnessed(THREE, ring(call, 1)));
        hear(TWO, new Envelope.CallForgotten(TENANT, call, THREE));
        lose(THREE);
        simulation.pass(GRACE_SECONDS + 1);
        assertEquals(0, missed());
    }

    @Test
    void whatAFormerOwnerSaysLateIsNotTakenForNews() {
        CallId call = new CallId(Cid.create(ONE));
        hear(TWO, new Envelope.CallWitnessed(THREE, ring(call, 1)));
        hear(TWO, new Envelope.CallWitnessed(ONE, ring(call, 0)));
        lose(THREE);
        simulation.pass(GRACE_SECONDS + 1);
        assertEquals(1, missed());
    }

    private record Ring(CallSimulation net, CallClient ada, CallClient phone, CallId call) {
        /** Of one connection by its cid, or of its user, with all of them on the first node. */
        static Ring of(CallSimulation net, boolean byCid) {
            CallClient ada = net.connect(ONE, "ada");
            CallClient phone = net.connect(ONE, "bob");
            net.call(
                    ada,
                    byCid
                            ? new Command.CallCid(0, phone.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS)
                            : new Command.CallUser(0, "bob", null, Bytes.EMPTY, RingOptions.DEFAULTS));
            net.drain();
            return new Ring(net, ada, phone, ada.stories.keySet().iterator().next());
        }

        /** Nobody else than the witness knows of it. */
        void outlivesItsOwner() {
            net.die(ONE);
            net.settleNews();
            for (CallClient client : List.of(phone, ada)) {
                net.returns().comeBack(client);
                net.drain();
            }
            net.call(phone, new Command.Accept(0, call, null));
            net.drain();
            assertEquals(phone.cid, ada.story(call).peer);
        }
    }

    /** What it was told before is void; there is no other that could have been told meanwhile. */
    @Test
    void aWitnessThatWasCountedOutIsToldAgainInItsNextLife() {
        for (boolean byCid : List.of(true, false)) {
            for (boolean isOwnerFirst : List.of(true, false)) {
                Ring ring = Ring.of(new CallSimulation(1, 2, DEATHS), byCid);
                ring.net.outages().cutOff(TWO);
                ring.net.outages().countOut(TWO);
                ring.net.settleNews();
                ring.net.outages().end();
                ring.net.settleNews();
                if (isOwnerFirst) {
                    // The witness has not yet looked which life it is in.
                    ring.net.calling(ONE).tick();
                    ring.net.drain();
                } else {
                    ring.net.pass(1);
                }
                ring.outlivesItsOwner();
            }
        }
    }

    @Test
    void aRingThatBeganWhereThereWasNoOtherNodeHasTheFirstThatComesForItsWitness() {
        for (boolean byCid : List.of(true, false)) {
            Ring ring = Ring.of(new CallSimulation(1, 1, DEATHS), byCid);
            ring.net.addNode(TWO);
            ring.net.pass(1);
            ring.outlivesItsOwner();
        }
    }

    @Test
    void aDeviceThatHasDeclinedIsNotGivenTheRingAgainWhenItsOwnerIsLost() {
        CallClient tablet = simulation.connect(THREE, "bob");
        Ring ring = Ring.of(simulation, false);
        simulation.call(ring.phone, new Command.Hangup(0, ring.call, true, false));
        simulation.drain();
        simulation.pass(3);
        lose(ONE);
        simulation.returns().comeBack(ring.phone);
        assertFalse(simulation.hasLeg(ring.phone, ring.call));
        for (int message = 0; message < 100; message++) {
            simulation.deliverOne();
            assertFalse(simulation.hasLeg(ring.phone, ring.call));
        }
        simulation.returns().comeBack(ring.ada);
        simulation.drain();
        simulation.call(tablet, new Command.Accept(0, ring.call, null));
        simulation.drain();
        assertEquals(tablet.cid, ring.ada.story(ring.call).peer);
    }

    /** The next owner rang it with the others two seconds later. */
    @Test
    void aDeviceThatHasDeclinedDoesNotRingAgainForTheNextOwner() {
        CallClient tablet = simulation.connect(ONE, "bob");
        Ring ring = Ring.of(simulation, false);
        simulation.call(ring.phone, new Command.Hangup(0, ring.call, true, false));
        simulation.pass(3);
        lose(ONE);
        for (CallClient client : List.of(ring.ada, ring.phone, tablet)) {
            simulation.returns().comeBack(client);
            simulation.drain();
        }
        simulation.pass(3);
        assertFalse(simulation.hasLeg(ring.phone, ring.call));
        assertTrue(simulation.hasLeg(tablet, ring.call), "it rings on");
    }

    @Test
    void aDeviceThatHasDeclinedDoesNotRingAgainWhereTheCallerHasGoneToAnotherNode() {
        CallClient ada = simulation.connect(ONE, "ada");
        CallClient phone = simulation.connect(TWO, "bob");
        CallClient tablet = simulation.connect(THREE, "bob");
        simulation.call(ada, new Command.CallUser(0, "bob", null, Bytes.EMPTY, RingOptions.DEFAULTS));
        simulation.drain();
        CallId call = ada.stories.keySet().iterator().next();
        simulation.call(phone, new Command.Hangup(0, call, true, false));
        simulation.drain();
        simulation.travel(ada, THREE);
        simulation.drain();
        lose(TWO);
        simulation.returns().comeBack(phone);
        simulation.drain();
        simulation.pass(3);
        assertFalse(simulation.hasLeg(phone, call));
        assertTrue(simulation.hasLeg(tablet, call), "it rings on");
    }

    /** One of the three others was told of the ring; whichever is left knows of it. */
    @Test
    void aRingOfOneConnectionOutlivesItsWitnessAndThenItsOwner() {
        for (int left = 2; left <= 4; left++) {
            CallSimulation net = new CallSimulation(left, 4, DEATHS);
            Ring ring = Ring.of(net, true);
            for (int other = 2; other <= 4; other++) {
                if (other != left) {
                    net.die(nodeNumber(other));
                    net.settleNews();
                }
            }
            ring.outlivesItsOwner();
        }
    }
}
