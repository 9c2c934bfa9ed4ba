package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.gateway.protocol.CallId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What has to hold in a {@link CallSimulation} once the news of what became of nodes is through: who is in a call is in it with
 * the other, who is in it, too; and no call has ended in which both were.
 */
final class CallPairs {
    private final CallSimulation net;
    /** Calls that went to other connections: who was lost at that moment may not have been told. */
    private final Set<CallId> moved = new HashSet<>();

    private final List<String> broken = new ArrayList<>();
    private boolean steady;

    CallPairs(CallSimulation net) {
        this.net = net;
    }

    void moved(CallId call) {
        moved.add(call);
    }

    /** Whether all nodes see each other, nobody moves, and nobody hangs up. */
    boolean isSteady() {
        return steady;
    }

    void steady(boolean isSteady) {
        steady = isSteady;
    }

    /** A call has ended for a client. */
    void closed(CallClient client, CallClient.Story story) {
        CallClient other = story.peer == null ? null : net.client(story.peer);
        CallClient.Story theirs = other == null ? null : other.stories.get(story.call);
        if (!steady || other == null || theirs == null) {
            return;
        }
        boolean lived = story.accepted
                && theirs.open()
                && theirs.accepted
                && client.cid.equals(theirs.peer)
                && net.hasLeg(other, story.call);
        boolean left = story.hungUp || theirs.hungUp || moved.contains(story.call) || isHungUp(story);
        if (lived && !left) {
            broken.add(client.cid + " was told the end of " + story);
        }
    }

    void check() {
        assertEquals(List.of(), broken, "calls that lived");
        for (CallClient client : net.crowd().present()) {
            for (CallClient.Story story : client.stories.values()) {
                if (story.open() && net.isOnline(client) && !moved.contains(story.call) && !isHungUp(story)) {
                    check(client, story);
                }
            }
        }
    }

    private void check(CallClient client, CallClient.Story story) {
        assertTrue(story.accepted, () -> client.cid + " rings, or is rung, without end: " + story);
        CallClient other = story.peer == null ? null : net.client(story.peer);
        CallClient.Story theirs = other == null ? null : other.stories.get(story.call);
        assertTrue(
                theirs != null && theirs.open() && theirs.accepted && client.cid.equals(theirs.peer),
                () -> client.cid + " is alone in " + story + "; the other: " + theirs);
        assertFalse(story.suspect, () -> client.cid + " still waits for the other of " + story);
    }

    /** What somebody asks of a node that is lost to the others is lost; but its media ends, which the other will notice. */
    private boolean isHungUp(CallClient.Story story) {
        return net.crowd().everybody().stream()
                .filter(client -> client.bereaved)
                .map(client -> client.stories.get(story.call))
                .anyMatch(theirs -> theirs != null && theirs.hungUp);
    }
}
