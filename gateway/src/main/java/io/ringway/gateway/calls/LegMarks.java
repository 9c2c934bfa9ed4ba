package io.ringway.gateway.calls;

import java.util.HashSet;
import java.util.Set;

/** What is known of legs beside what they are: what their connections were told last, and have asked. Pure and single threaded. */
final class LegMarks {
    /** Legs whose connections have been told that the other party is lost, and not that it is back. */
    private final Set<LegRef> withoutPeer = new HashSet<>();

    /** Legs whose connections have hung up, and have not been told that the call is over. */
    private final Set<LegRef> hungUp = new HashSet<>();

    void peerLost(LegRef leg, boolean lost) {
        if (lost) {
            withoutPeer.add(leg);
        } else {
            withoutPeer.remove(leg);
        }
    }

    boolean isPeerLost(LegRef leg) {
        return withoutPeer.contains(leg);
    }

    void hangingUp(LegRef leg) {
        hungUp.add(leg);
    }

    boolean isHungUp(LegRef leg) {
        return hungUp.contains(leg);
    }

    void forget(LegRef leg) {
        withoutPeer.remove(leg);
        hungUp.remove(leg);
    }
}
