package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of this node's connections takes part in which call, wherever the call is owned. Learns from the call events that
 * pass by, and holds back what must not reach a connection: an end it was never told the beginning of, a second end, and
 * anything after the end.
 *
 * <p>For wires that know no call ids it also says which call is meant between two connections. Such a client files a ring
 * under the caller's cid and keeps it there even when the ring ends unanswered; so a caller that rings the same connection
 * again is shown to it under an alias: the call's own id, which is a cid of the caller's node that nobody else has.
 *
 * <p>Pure and single threaded, as {@link CallCore}.
 */
public final class Legs {
    private static final int ENDED = 10_000;
    private static final int PEERS_PER_CONNECTION = 256;

    /** By connection, the newest call last. */
    private final Map<Cid, Map<CallId, Leg>> legs = new HashMap<>();

    private final Map<LegRef, Boolean> ended = new Recent<>(ENDED);
    private final Map<Cid, Peers> peers = new HashMap<>();

    /** What one connection's client may still have on file about others. */
    private record Peers(Map<Cid, Boolean> unanswered, Map<Cid, Cid> aliases) {
        Peers() {
            this(new Recent<>(PEERS_PER_CONNECTION), new Recent<>(PEERS_PER_CONNECTION));
        }
    }

    /** A connection of this node begins a call; it is told nothing of it before somebody answers. */
    public Leg calling(CallId call, Cid caller, CallTarget target) {
        return add(
                switch (target) {
                    case CallTarget.Connection(Cid cid) -> new Leg(call, caller, true, null, cid, cid, false);
                    case CallTarget.User(var user) -> new Leg(call, caller, true, user, null, null, false);
                });
    }

    /**
     * As {@link #calling(CallId, Cid, CallTarget)}, by a client that has a name of its own for the connection it rings.
     *
     * @param peerOnWire the name, which stays the same for the whole call
     */
    public Leg calling(CallId call, Cid caller, Cid target, Cid peerOnWire) {
        return add(new Leg(call, caller, true, null, target, peerOnWire, false));
    }

    /** A callee of this node asks to accept. */
    public void accepting(Leg leg) {
        if (leg(leg.local(), leg.call()) != null) {
            add(leg.accepting());
        }
    }

    /**
     * A call event on its way to a connection of this node.
     *
     * @return the leg it belongs to, as it is after the event; null where the event must not be delivered
     */
    public @Nullable Leg pass(Cid to, Event.OfCall event) {
        return switch (event) {
            case Event.Incoming incoming -> incoming(to, incoming);
            case Event.Accepted accepted -> accepted(to, accepted);
            case Event.Signalled signalled -> leg(to, signalled.call());
            case Event.Closed closed -> closed(to, closed);
        };
    }

    private @Nullable Leg incoming(Cid to, Event.Incoming incoming) {
        Cid caller = incoming.caller().cid();
        boolean known = leg(to, incoming.call()) != null || ended.containsKey(new LegRef(incoming.call(), to));
        if (known || to.equals(caller)) {
            return null;
        }
        Cid onWire = caller == null || !needsAlias(to, caller) ? caller : alias(to, caller, incoming.call());
        return add(new Leg(incoming.call(), to, false, incoming.caller().user(), caller, onWire, false));
    }

    private @Nullable Leg accepted(Cid to, Event.Accepted accepted) {
        Leg leg = leg(to, accepted.call());
        if (leg == null || leg.accepted()) {
            return null;
        }
        return add(leg.acceptedBy(accepted.callee().user(), accepted.callee().cid()));
    }

    private @Nullable Leg closed(Cid to, Event.Closed closed) {
        Leg leg = leg(to, closed.call());
        if (leg == null || (closed.reason() == CloseReason.ANSWERED_ELSEWHERE && isParty(leg, closed.by()))) {
            return null;
        }
        remove(leg);
        return leg;
    }

    /** The end of a call for a user's other connections is not the end for the caller, and the one who answered. */
    private static boolean isParty(Leg leg, @Nullable Sender winner) {
        return leg.outgoing() || (winner != null && leg.local().equals(winner.cid()));
    }

    public @Nullable Leg leg(Cid local, CallId call) {
        return legs.getOrDefault(local, Map.of()).get(call);
    }

    /** Whether a connection was in this call, and it is over, as far as this node remembers. */
    public boolean ended(Cid local, CallId call) {
        return ended.containsKey(new LegRef(call, local));
    }

    /** The calls between a connection of this node and one that it names as its wire does, the newest first. */
    public List<Leg> between(Cid local, Cid peerOnWire) {
        List<Leg> found = new ArrayList<>();
        for (Leg leg : legs.getOrDefault(local, Map.of()).values()) {
            if (peerOnWire.equals(leg.peerOnWire())) {
                found.add(leg);
            }
        }
        return found.reversed();
    }

    /** The connection that a client means: behind an alias of an earlier ring is the caller it stood for. */
    public Cid resolve(Cid local, Cid peerOnWire) {
        Peers known = peers.get(local);
        return known == null ? peerOnWire : known.aliases.getOrDefault(peerOnWire, peerOnWire);
    }

    /** Forgets a connection; the calls it was in are to be told to their owners. */
    public List<Leg> gone(Cid local) {
        peers.remove(local);
        Map<CallId, Leg> gone = legs.remove(local);
        return gone == null ? List.of() : List.copyOf(gone.values());
    }

    /** Forgets the calls that a lost node owned, in this or an earlier life; the connections are to be told the end. */
    public List<Leg> nodeDown(NodeRef node) {
        Predicate<NodeRef> lost = owner -> owner.id() == node.id() && owner.incarnation() <= node.incarnation();
        List<Leg> orphans =
                stream().filter(leg -> lost.test(leg.call().owner())).toList();
        orphans.forEach(this::remove);
        return orphans;
    }

    /**
     * Every leg there is, for {@link CallInput.Alive} to its owner; where the owner is no node of the cluster any more,
     * for {@link #nodeDown}.
     */
    public List<Leg> all() {
        return stream().toList();
    }

    /** How many legs there are. */
    public int size() {
        return legs.values().stream().mapToInt(Map::size).sum();
    }

    private Stream<Leg> stream() {
        return legs.values().stream().flatMap(calls -> calls.values().stream());
    }

    private Leg add(Leg leg) {
        legs.computeIfAbsent(leg.local(), first -> new LinkedHashMap<>()).put(leg.call(), leg);
        return leg;
    }

    private void remove(Leg leg) {
        legs.computeIfPresent(leg.local(), (local, calls) -> {
            calls.remove(leg.call());
            return calls.isEmpty() ? null : calls;
        });
        ended.put(leg.ref(), true);
        if (!leg.outgoing() && !leg.accepted() && leg.peer() != null) {
            peersOf(leg.local()).unanswered.put(leg.peer(), true);
        }
    }

    private boolean needsAlias(Cid local, Cid caller) {
        Peers known = peers.get(local);
        return !between(local, caller).isEmpty() || (known != null && known.unanswered.containsKey(caller));
    }

    private Cid alias(Cid local, Cid caller, CallId call) {
        peersOf(local).aliases.put(call.value(), caller);
        return call.value();
    }

    private Peers peersOf(Cid local) {
        return peers.computeIfAbsent(local, first -> new Peers());
    }
}
