package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import java.util.HashMap;
import java.util.Map;

/**
 * What clients without call ids may still have on file about others. Such a client files a ring under the caller's cid and keeps
 * it there even when the ring ends unanswered; so a caller that rings the same connection again is shown to it under an alias: the
 * call's own id, which is a cid of the caller's node that nobody else has.
 */
final class Aliases {
    private static final int PER_CONNECTION = 256;

    private final Map<Cid, File> files = new HashMap<>();

    /** What one connection's client has on file. */
    private record File(Map<Cid, Boolean> unanswered, Map<Cid, Cid> aliases) {
        File() {
            this(new Recent<>(PER_CONNECTION), new Recent<>(PER_CONNECTION));
        }
    }

    /** A ring of that caller has ended, and nobody had answered it. */
    void unanswered(Cid local, Cid caller) {
        file(local).unanswered.put(caller, true);
    }

    /** Whether a client may still know the caller from a ring that nobody answered. */
    boolean isOnFile(Cid local, Cid caller) {
        File known = files.get(local);
        return known != null && known.unanswered.containsKey(caller);
    }

    /** Returns what the caller is called in this call. */
    Cid give(Cid local, Cid caller, CallId call) {
        file(local).aliases.put(call.value(), caller);
        return call.value();
    }

    /** The connection that a client means: behind an alias is the caller it stands for. */
    Cid resolve(Cid local, Cid peerOnWire) {
        File known = files.get(local);
        return known == null ? peerOnWire : known.aliases.getOrDefault(peerOnWire, peerOnWire);
    }

    void gone(Cid local) {
        files.remove(local);
    }

    private File file(Cid local) {
        return files.computeIfAbsent(local, first -> new File());
    }
}
