package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.ADA;
import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.HERE;
import static io.ringway.gateway.calls.CallCoreTest.PHONE;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.Effect.Refused;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callers say before somebody accepts takes so much of a node, and no tenant takes it from the others. */
class KeptSignalsTest {
    private static final int OFFER_BYTES = 100;
    private static final int DATA_BYTES = 50;
    private static final Tenant OTHER = new Tenant("other");

    private final CallCore core = core(1_500);
    private long lastCall;

    private static CallCore core(long waitingBytes) {
        return new CallCore(new CallOptions(
                45_000,
                35_000,
                0,
                100,
                1_000,
                10,
                10_000,
                10_000,
                false,
                BusyPolicy.WAIT,
                new CallBounds(32, waitingBytes),
                0));
    }

    private CallInput.Ring ring(UserId caller, UserId callee) {
        CallId id = new CallId(new Cid(HERE, 7, ++lastCall));
        Sender sender = new Sender(caller, new Cid(HERE, 8, lastCall));
        Signal.Offer offer = new Signal.Offer(Bytes.utf8("o".repeat(OFFER_BYTES)));
        Bytes data = Bytes.utf8("d".repeat(DATA_BYTES));
        return new CallInput.Ring(id, sender, new CallTarget.User(callee), offer, data, RingOptions.DEFAULTS, true);
    }

    private static Cid cidOf(CallInput.Ring ring) {
        return requireNonNull(ring.caller().cid());
    }

    private List<CallInput.Ring> fill() {
        List<CallInput.Ring> begun = new ArrayList<>();
        while (true) {
            CallInput.Ring ring = ring(ADA, BOB);
            if (core.on(ring, 0).getFirst() instanceof Refused refused) {
                assertEquals(ErrorCode.UNAVAILABLE, refused.code());
                assertTrue(refused.code().temporary() && refused.retryAfterMs() > 0);
                return begun;
            }
            begun.add(ring);
        }
    }

    @Test
    void ringsThatNobodyAnswersDoNotFillTheNodesMemory() {
        assertEquals(5, fill().size(), "half of 1,500 bytes");
    }

    @Test
    void aTenantThatRingsALotLeavesRoomToTheOthers() {
        fill();
        CallInput.Ring ring = ring(new UserId(OTHER, "eve"), new UserId(OTHER, "fay"));
        assertInstanceOf(Effect.Ask.class, core.on(ring, 0).getFirst());
    }

    @Test
    void candidatesWhileItRingsAreBoundedTheSameWay() {
        CallInput.Ring ring = ring(ADA, BOB);
        core.on(ring, 0);
        Signal candidate = new Signal.Candidate(Bytes.utf8("c".repeat(OFFER_BYTES)));
        int kept = 0;
        while (core.on(new CallInput.Send(ring.call(), ring.caller(), candidate), 0)
                .isEmpty()) {
            kept++;
        }
        assertEquals(6, kept, "half of 1,500 bytes, with the 150 of the ring");
    }

    /** The offer of a call that a backend began was dropped, and whoever accepted waited for it in vain. */
    @Test
    void aCallWhoseOfferFindsNoRoomFailsAtOnce() {
        CallId started = new CallId(new Cid(HERE, 7, 1_000));
        Sender ada = new Sender(ADA, new Cid(HERE, 8, 1_000));
        core.on(new CallInput.Start(started, ADA, BOB, Bytes.EMPTY, RingOptions.DEFAULTS), 0);
        core.on(new CallInput.Cleared(started, ADA, 0), 0);
        core.on(new CallInput.Accept(started, ada, null, false, null), 0);
        fill();
        Signal offer = new Signal.Offer(Bytes.utf8("o".repeat(OFFER_BYTES)));
        List<Effect> effects = core.on(new CallInput.Send(started, ada, offer), 0);
        assertEquals(new Refused(started, ada, ErrorCode.LIMIT_REACHED), effects.getFirst());
        assertEquals(
                new Effect.Tell(
                        ADA.tenant(), new Cid(HERE, 8, 1_000), new Event.Closed(started, CloseReason.FAILED, null)),
                effects.get(1));
        assertFalse(core.isRinging(started));
    }

    @Test
    void candidatesLeaveRoomToDescriptions() {
        CallCore roomy = core(1_000_000);
        CallInput.Ring ring = ring(ADA, BOB);
        roomy.on(ring, 0);
        Signal candidate = new Signal.Candidate(Bytes.utf8("c"));
        for (int i = 1; i < 100; i++) {
            assertEquals(List.of(), roomy.on(new CallInput.Send(ring.call(), ring.caller(), candidate), 0));
        }
        assertEquals(
                1,
                roomy.on(new CallInput.Send(ring.call(), ring.caller(), candidate), 0)
                        .size());
        Signal again = new Signal.Offer(Bytes.utf8("again"));
        assertEquals(List.of(), roomy.on(new CallInput.Send(ring.call(), ring.caller(), again), 0));
        assertTrue(roomy.isRinging(ring.call()));
    }

    @Test
    void whatIsAnsweredOrOverMakesRoom() {
        List<CallInput.Ring> begun = fill();
        core.on(new CallInput.Cleared(begun.get(0).call(), BOB, 0), 0);
        core.on(new CallInput.Accept(begun.get(0).call(), PHONE, null, false, null), 0);
        core.on(new CallInput.Hangup(begun.get(1).call(), begun.get(1).caller(), false), 0);
        core.release(cidOf(begun.get(2)), cid -> true, 0);
        assertEquals(3, fill().size());
        core.on(new CallInput.Tick(), 50_000);
        assertEquals(5, fill().size());
    }

    @Test
    void aRingThatComesFromAnotherNodeIsTakenInAnyCase() {
        List<CallInput.Ring> begun = fill();
        CallCore small = core(200);
        for (CallInput.Ring ring : begun) {
            small.install(core.release(cidOf(ring), cid -> true, 0), 0);
        }
        assertEquals(5, small.size());
        assertInstanceOf(Refused.class, small.on(ring(ADA, BOB), 0).getFirst());
        small.on(new CallInput.Tick(), 50_000);
        assertEquals(0, small.size());
        assertEquals(5, fill().size(), "they make room where they were");
    }
}
