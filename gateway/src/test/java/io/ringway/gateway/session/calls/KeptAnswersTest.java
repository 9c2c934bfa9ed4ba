package io.ringway.gateway.session.calls;

import static io.ringway.gateway.session.calls.CallSimulation.nodeNumber;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.session.calls.CallSimulation.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ada, on the first of two nodes, rings Bob, on the second. The first is lost, he answers, and she comes to the second, which no other
 * node tells how many ring: it counts them before it is asked what they have asked.
 */
class KeptAnswersTest {
    private static final Faults DEATHS = new Faults(0, 0, 5_000, false, false);
    private static final NodeRef ONE = nodeNumber(1);
    private static final NodeRef TWO = nodeNumber(2);

    private final CallSimulation simulation = new CallSimulation(1, 2, DEATHS);
    private final CallClient ada = simulation.connect(ONE, "ada");
    private final CallClient phone = simulation.connect(TWO, "bob");

    private CallId ringAndLose(Command.OfCall ring) {
        simulation.call(ada, ring);
        simulation.drain();
        simulation.die(ONE);
        simulation.settleNews();
        return ada.stories.keySet().iterator().next();
    }

    private static Command.OfCall bob() {
        return new Command.CallUser(0, "bob", null, Bytes.EMPTY, RingOptions.DEFAULTS);
    }

    private void ask(CallClient client, Command.OfCall command) {
        simulation.call(client, command);
        simulation.drain();
    }

    private void comeBack() {
        simulation.returns().comeBack(ada);
        simulation.drain();
    }

    private void isInCallWith(CallClient winner, CallId call) {
        assertEquals(winner.cid, ada.story(call).peer, () -> "ada was told " + ada.story(call));
        assertTrue(ada.story(call).open() && winner.story(call).open());
    }

    @Test
    void theOnlyDeviceHasAccepted() {
        CallId call = ringAndLose(bob());
        ask(phone, new Command.Accept(0, call, null));
        comeBack();
        isInCallWith(phone, call);
    }

    @Test
    void theOnlyDeviceWasRungItself() {
        CallId call = ringAndLose(new Command.CallCid(0, phone.cid, null, Bytes.EMPTY, RingOptions.DEFAULTS));
        ask(phone, new Command.Accept(0, call, null));
        comeBack();
        isInCallWith(phone, call);
    }

    /** It went to the one that the node had listed first. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void ofThoseWhoHaveAcceptedTheFirstIsGivenTheCall(int first) {
        List<CallClient> devices = List.of(phone, simulation.connect(TWO, "bob"), simulation.connect(TWO, "bob"));
        CallId call = ringAndLose(bob());
        CallClient winner = devices.get(first);
        ask(winner, new Command.Accept(0, call, null));
        for (CallClient other : devices) {
            if (other != winner) {
                ask(other, new Command.Accept(0, call, null));
            }
        }
        ask(winner, new Command.Accept(0, call, null));
        comeBack();
        isInCallWith(winner, call);
        for (CallClient other : devices) {
            if (other != winner) {
                assertEquals(CloseReason.ANSWERED_ELSEWHERE, other.story(call).reason);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void oneDeviceHasAcceptedAndTheOthersDeclineForThemselves(int winner) {
        List<CallClient> devices = List.of(phone, simulation.connect(TWO, "bob"), simulation.connect(TWO, "bob"));
        CallId call = ringAndLose(bob());
        for (CallClient device : devices) {
            boolean accepts = device == devices.get(winner);
            ask(device, accepts ? new Command.Accept(0, call, null) : new Command.Hangup(0, call, true, false));
        }
        comeBack();
        isInCallWith(devices.get(winner), call);
        assertEquals(2, devices.stream().mapToInt(one -> one.story(call).ends).sum());
    }

    @Test
    void theOnlyDeviceHasAcceptedAndThenDeclined() {
        CallId call = ringAndLose(bob());
        ask(phone, new Command.Accept(0, call, null));
        ask(phone, new Command.Hangup(0, call, false, false));
        comeBack();
        assertEquals(CloseReason.DECLINED, ada.story(call).reason);
        assertEquals(List.of(), simulation.calling(TWO).legs().all());
    }
}
