package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients without call ids may still have on file about others. Such a client files a ring under the caller's cid and keeps
 * it there even when the ring ends unanswered; so a caller that rings the same connection again is shown to it under an alias: the
 * call's own id, which is a cid of the caller's node that nobody else has.
 */
public final class Aliases {
    private static final int PER_CONNECTION = 256;

    private final Map<Cid, File> files = new HashMap<>();

    /** Those of whose files not everything is known: whoever rings them may be in it. */
    private final Set<Cid> anybody = new HashSet<>();

    /**
     * What one connection's client has on file.
     *
     * @param givenUp by the call for which it was given up, the name of the peer in the other one
     */
    private record File(Map<Cid, Boolean> unanswered, Map<Cid, Cid> aliases, Map<CallId, Cid> givenUp) {
        File() {
            this(new Recent<>(PER_CONNECTION), new Recent<>(PER_CONNECTION), new Recent<>(PER_CONNECTION));
        }
    }

    /** A ring of that caller has ended, and nobody had answered it. */
    void unanswered(Cid local, Cid caller) {
        file(local).unanswered.put(caller, true);
    }

    /** Whether a client may still know the caller from a ring that nobody answered. */
    boolean isOnFile(Cid local, Cid caller) {
        File known = files.get(local);
        return anybody.contains(local) || (known != null && known.unanswered.containsKey(caller));
    }

    /** A client was connected to a node that is lost, and so is what it has on file: each of its callers has an alias. */
    public void anybody(Cid local) {
        anybody.add(local);
    }

    /** Returns what the caller is called in this call. */
    Cid give(Cid local, Cid caller, CallId call) {
        file(local).aliases.put(call.value(), caller);
        return call.value();
    }

    /** The connection that a client means: behind an alias is the caller it stands for. */
    public Cid resolve(Cid local, Cid peerOnWire) {
        File known = files.get(local);
        return known == null ? peerOnWire : known.aliases.getOrDefault(peerOnWire, peerOnWire);
    }

    /**
     * The client keeps what it has of its own call: it is not told that this is over before the other one is, because it would stop what
     * both send.
     */
    void givenUp(Leg own, Leg instead) {
        Cid name = own.peerOnWire();
        if (name != null && !name.equals(instead.peerOnWire())) {
            file(own.local()).givenUp.put(instead.call(), name);
            unanswered(own.local(), own.peer() == null ? name : own.peer());
        }
    }

    /** Whether a call goes on for which the client gave up one that it knows by that name. */
    public boolean isInstead(Leg leg, Cid name) {
        File known = files.get(leg.local());
        return known != null && name.equals(known.givenUp.get(leg.call()));
    }

    /** A call is over: returns by what name its client knows the one that it gave up for it, where it did; says so once. */
    public @Nullable Cid over(Leg leg) {
        File known = files.get(leg.local());
        return known == null ? null : known.givenUp.remove(leg.call());
    }

    /** What a connection's client has on file, for the node that it goes to. */
    public CallHandover.Filed filed(Cid local) {
        File known = files.getOrDefault(local, new File());
        return new CallHandover.Filed(
                anybody.contains(local),
                List.copyOf(known.unanswered.keySet()),
                known.aliases.entrySet().stream()
                        .map(one -> new CallHandover.Alias(one.getKey(), one.getValue()))
                        .toList(),
                known.givenUp.entrySet().stream()
                        .map(one -> new CallHandover.GivenUp(one.getKey(), one.getValue()))
                        .toList());
    }

    /** A connection has come from another node, where its client had this on file. */
    public void arrived(Cid local, CallHandover.Filed filed) {
        if (filed.equals(CallHandover.Filed.NOTHING)) {
            return;
        }
        File file = file(local);
        if (filed.anybody()) {
            anybody(local);
        }
        filed.unanswered().forEach(caller -> file.unanswered.put(caller, true));
        filed.aliases().forEach(alias -> file.aliases.put(alias.name(), alias.caller()));
        filed.givenUp().forEach(one -> file.givenUp.put(one.call(), one.name()));
    }

    void gone(Cid local) {
        files.remove(local);
        anybody.remove(local);
    }

    private File file(Cid local) {
        return files.computeIfAbsent(local, first -> new File());
    }
}
