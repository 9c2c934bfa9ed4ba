package io.ringway.gateway.session.resume;

import io.ringway.gateway.session.moves.Deafness;
import java.util.HashSet;
import java.util.Set;

/** Which nodes one session of a {@link WanderNode} does not hear before their marks come, as {@link Deafness} has it. */
final class WanderDeafness {
    /** Milliseconds after which a node that has set no mark is asked once more, as {@link Deafness} does. */
    static final int AGAIN_MS = 5_000;

    private static final int LOOKS = AGAIN_MS / WanderSimulation.TICK_MS;

    /** By id. */
    private final Set<Long> to = new HashSet<>();

    private boolean hasMissed;
    private int looksLeft;

    /** It hears none of these, by id, from now on, whatever was before. */
    void begin(Set<Long> unmarked) {
        to.clear();
        to.addAll(unmarked);
        hasMissed = false;
        looksLeft = LOOKS;
    }

    /** By id, those that it does not hear. */
    Set<Long> to() {
        return Set.copyOf(to);
    }

    /** That node says something just now: whether it is heard, which else is missed. */
    boolean hears(long origin) {
        boolean isHeard = !to.contains(origin);
        hasMissed |= !isHeard;
        return isHeard;
    }

    /** That node's mark has come, or never will. The first one counts. Returns whether something may be missing. */
    boolean marked(long origin, boolean isSure) {
        boolean mayMiss = to.remove(origin) && (hasMissed || !isSure);
        hasMissed &= !mayMiss;
        return mayMiss;
    }

    /** A look at the clock. Returns whether those that have set no mark are to be asked once more. */
    boolean isToAskAgain() {
        if (to.isEmpty() || --looksLeft > 0) {
            return false;
        }
        looksLeft = LOOKS;
        return true;
    }
}
