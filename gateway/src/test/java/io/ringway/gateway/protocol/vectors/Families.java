package io.ringway.gateway.protocol.vectors;

import java.util.Set;
import java.util.TreeSet;

/** The records of a sealed interface. */
final class Families {
    /** Commands the native wire has no words for: other dialects need them. */
    static final Set<String> OTHER_COMMANDS =
            Set.of("Switch", "KeepAlive", "PeerSignal", "PeerUnknown", "PeerAccept", "PeerHangup");
    /** Events the native wire has no words for. */
    static final Set<String> OTHER_EVENTS = Set.of("PeerClosed", "PeerUnknown");

    private Families() {}

    static Set<String> names(Class<?> sealed) {
        Set<String> names = new TreeSet<>();
        for (Class<?> member : sealed.getPermittedSubclasses()) {
            if (member.isSealed()) {
                names.addAll(names(member));
            } else {
                names.add(member.getSimpleName());
            }
        }
        return names;
    }
}
