package io.ringway.gateway.calls;

import static io.ringway.gateway.calls.CallCoreTest.BOB;
import static io.ringway.gateway.calls.CallCoreTest.BOB_CID;
import static io.ringway.gateway.calls.CallCoreTest.BOB_PHONE;
import static io.ringway.gateway.calls.CallCoreTest.CALL;
import static io.ringway.gateway.calls.CallCoreTest.CALLEE;
import static io.ringway.gateway.calls.CallCoreTest.CALLER;
import static io.ringway.gateway.calls.CallCoreTest.PHONE;
import static io.ringway.gateway.calls.CallCoreTest.TENANT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ringway.gateway.calls.Effect.Tell;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one device is told that asks about a call in which it has no part. */
class EndingsTest {
    private final CallCore core = new CallCore(CallOptions.DEFAULTS);

    /** All that may come of a call that somebody has answered. */
    static Stream<Arguments> fates() {
        return Stream.of(
                arguments(CloseReason.HANGUP, new CallInput.Hangup(CALL, CALLER, false)),
                arguments(CloseReason.HANGUP, new CallInput.Hangup(CALL, PHONE, false)),
                arguments(CloseReason.FAILED, new CallInput.Hangup(CALL, CALLER, false, true)),
                arguments(CloseReason.FAILED, new CallInput.Hangup(CALL, PHONE, false, true)),
                arguments(CloseReason.HANGUP, new CallInput.End(CALL)),
                arguments(CloseReason.DISCONNECTED, new CallInput.Gone(CALL, CALLER)),
                arguments(CloseReason.DISCONNECTED, new CallInput.Gone(CALL, PHONE)));
    }

    @ParameterizedTest
    @MethodSource("fates")
    void whoLostTheRaceIsToldThatAnotherAnsweredWhateverCameThen(CloseReason reason, CallInput fate) {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), null, 0);
        core.on(new CallInput.Accept(CALL, PHONE, null, false, null), 1_000);
        List<Effect> elsewhere =
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, CloseReason.ANSWERED_ELSEWHERE, PHONE)));
        assertEquals(elsewhere, core.on(new CallInput.Alive(CALL, CALLEE), 1_000), "while it goes on");
        core.on(fate, 1_000);
        assertEquals(elsewhere, core.on(new CallInput.Alive(CALL, CALLEE), 1_000));
        assertEquals(
                List.of(new Tell(TENANT, BOB_PHONE, new Event.Closed(CALL, reason, PHONE))),
                core.on(new CallInput.Alive(CALL, PHONE), 1_000));
    }

    /** All that may come of a ring that nobody answers. */
    static Stream<Arguments> silences() {
        return Stream.of(
                arguments(CloseReason.CANCELLED, new CallInput.Hangup(CALL, CALLER, false)),
                arguments(CloseReason.DECLINED, new CallInput.Hangup(CALL, PHONE, false)),
                arguments(CloseReason.TIMEOUT, new CallInput.Tick()),
                arguments(CloseReason.DISCONNECTED, new CallInput.Gone(CALL, CALLER)),
                arguments(CloseReason.FAILED, new CallInput.Hangup(CALL, CALLER, false, true)));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void whereNobodyAnsweredAllAreToldWhatItCameTo(CloseReason reason, CallInput silence) {
        CallCoreTest.ringOn(core, CALL, new CallTarget.User(BOB), null, 0);
        core.on(silence, 50_000);
        assertEquals(
                List.of(new Tell(TENANT, BOB_CID, new Event.Closed(CALL, reason, null))),
                core.on(new CallInput.Alive(CALL, CALLEE), 50_000));
    }
}
