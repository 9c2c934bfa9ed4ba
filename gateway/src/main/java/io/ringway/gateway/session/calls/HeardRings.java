package io.ringway.gateway.session.calls;

import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.calls.LegRef;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.envelope.CallStep;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rings that connections of this node hear, and what each has asked of its own last; those that have, in the order in which they
 * did. Hub only.
 */
final class HeardRings {
    private final Map<LegRef, Heard> heard = new LinkedHashMap<>();

    /**
     * @param until when it is over by itself
     * @param asked what the device has asked of it last; null where it only rings
     */
    record Heard(
            CallTarget target,
            Event.Incoming ring,
            long until,
            @Nullable CallStep asked) {
        private boolean hasAsked(CallStep step) {
            return asked != null && asked.getClass() == step.getClass();
        }
    }

    void add(LegRef ref, CallTarget target, Event.Incoming ring, long until) {
        heard.putIfAbsent(ref, new Heard(target, ring, until, null));
    }

    @Nullable
    Heard find(LegRef ref) {
        return heard.get(ref);
    }

    /** A device asks something of what it hears. One that says it once more has asked when it did so first. */
    void asks(LegRef ref, CallStep step) {
        Heard ring = heard.get(ref);
        if (ring == null) {
            return;
        }
        if (!ring.hasAsked(step)) {
            heard.remove(ref);
        }
        heard.put(ref, new Heard(ring.target, ring.ring, ring.until, step));
    }

    /** Some of them, in the order in which they have asked. */
    List<LegRef> inOrder(Collection<LegRef> some) {
        return Stream.concat(
                        heard.keySet().stream().filter(some::contains),
                        some.stream().filter(one -> !heard.containsKey(one)))
                .toList();
    }

    void keep(Predicate<LegRef> isHeard) {
        heard.keySet().removeIf(isHeard.negate());
    }
}
