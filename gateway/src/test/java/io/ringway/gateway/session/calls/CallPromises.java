package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What has to hold at the end of a {@link CallSimulation}: each party was told one end, one connection alone was given the
 * caller's signals, in their order, and nothing is left in any table.
 */
final class CallPromises {
    private final CallSimulation net;
    private final CallSimulation.Faults faults;
    /** Calls that changed hands: their signals may have met others on the way. */
    private final Set<CallId> disturbed = new HashSet<>();

    CallPromises(CallSimulation net, CallSimulation.Faults faults) {
        this.net = net;
        this.faults = faults;
    }

    void disturbed(CallId call) {
        disturbed.add(call);
    }

    /** Who answered too late at a node that is given up may never learn it: then there are two heirs, until one of them cedes. */
    void disturbed(CallCrowd crowd, NodeRef owner) {
        crowd.everybody()
                .forEach(client -> client.stories.keySet().stream()
                        .filter(call -> call.owner().id() == owner.id())
                        .forEach(this::disturbed));
    }

    void check(CallCrowd crowd) {
        crowd.present().forEach(client -> client.stories.values().forEach(story -> check(client, story)));
        Map<CallId, Integer> winners = new HashMap<>();
        for (CallClient client : crowd.everybody()) {
            for (CallClient.Story story : client.stories.values()) {
                if (story.incoming && !story.starts && !story.candidates.isEmpty() && !disturbed.contains(story.call)) {
                    winners.merge(story.call, 1, Integer::sum);
                }
            }
        }
        winners.forEach((call, count) -> assertEquals(1, count, () -> "connections given the signals of " + call));
        net.nodes().all().forEach(node -> {
            assertEquals(0, node.calling.live(), "calls left behind");
            assertEquals(List.of(), node.calling.legs().all(), "legs left behind");
        });
    }

    private void check(CallClient client, CallClient.Story story) {
        if (!client.bereaved) {
            assertEquals(1, story.ends, () -> "ends of " + story + " told to " + client.cid);
        }
        if (!disturbed.contains(story.call) && !net.hasLostNodes()) {
            inOrder(story.candidates);
        }
    }

    private void inOrder(List<Integer> candidates) {
        for (int i = 1; i < candidates.size(); i++) {
            int before = candidates.get(i - 1);
            int after = candidates.get(i);
            assertTrue(faults.doubled() > 0 ? after >= before : after > before, () -> "order of " + candidates);
            assertTrue(faults.lost() > 0 || after <= before + 1, () -> "gap in " + candidates);
        }
        assertTrue(candidates.isEmpty() || faults.lost() > 0 || candidates.getFirst() == 0, "the first is missing");
    }
}
