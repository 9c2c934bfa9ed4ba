package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UnavailableException;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ResumeToken;
import io.ringway.gateway.session.Connection;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks other nodes for sessions that clients of this one show tokens of, one node after the other, and for each session once at a time:
 * a client may come on several connections, and a second answer would be another session. Hub only.
 */
final class Fetching {
    /** News of a move reaches all nodes within moments; those who do not agree for longer never will. */
    private static final int TRIES = 3;

    private final Cluster cluster;
    private final Unanswered unanswered;
    private final Door door;
    private final Map<Cid, Search> searches = new HashMap<>();

    /** What becomes of a search. */
    interface Door {
        /** Something has changed: looks again from the beginning. */
        void again(Wanted wanted);

        void found(Wanted wanted, SessionState state, NodeRef from);

        /** @param last where it was, as far as any node knows */
        void nowhere(Wanted wanted, Cluster.Place last);
    }

    /**
     * What a connection wants to go on with.
     *
     * @param received how many frames its client has
     * @param tries how often the nodes did not agree on where the session is
     */
    record Wanted(Connection connection, ResumeToken token, long received, int tries) {
        Wanted(Connection connection, ResumeToken token, long received) {
            this(connection, token, received, 0);
        }

        Cid cid() {
            return token.cid();
        }

        private Wanted again() {
            return new Wanted(connection, token, received, tries + 1);
        }
    }

    Fetching(Cluster cluster, InstantSource clock, Door door) {
        this.cluster = cluster;
        this.unanswered = new Unanswered(clock);
        this.door = door;
    }

    void fetch(Wanted wanted) {
        Search other = searches.get(wanted.cid());
        if (other == null) {
            Search search = new Search(wanted);
            searches.put(wanted.cid(), search);
            search.next();
        } else {
            other.over
                    .future()
                    .onSuccess(answered -> door.again(wanted))
                    .onFailure(silence -> unanswered.add(wanted.connection, other.asked(), () -> door.again(wanted)));
        }
    }

    /** Whether a node has been asked for that session, and its answer is not here yet. */
    boolean isUnderWay(Cid cid) {
        return searches.containsKey(cid);
    }

    void nodeDown(NodeRef node) {
        unanswered.nodeDown(node);
    }

    /** Once a second. */
    void tick() {
        unanswered.tick();
    }

    static @Nullable SessionState handover(Buffer answer) {
        return read(answer) instanceof Envelope.Handover(var state) ? state : null;
    }

    private static @Nullable Envelope read(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer);
        } catch (EnvelopeException notOurs) {
            return null;
        }
    }

    /** For one session: each node is asked once. */
    private final class Search {
        private final Wanted wanted;
        private final Promise<Void> over = Promise.promise();
        private final Set<Long> asked = new HashSet<>();
        /** Those that say that the token resumes nothing. */
        private final Set<Long> refused = new HashSet<>();

        private Cluster.Place last;
        private NodeRef node;

        Search(Wanted wanted) {
            this.wanted = wanted;
            this.last = cluster.lastPlace(wanted.cid());
            this.node = last.node();
        }

        NodeRef asked() {
            return node;
        }

        void next() {
            note(cluster.lastPlace(wanted.cid()));
            NodeRef next = firstUnasked(last.node(), wanted.token.home());
            if (next == null) {
                exhausted();
                return;
            }
            node = next;
            asked.add(next.id());
            Envelope question =
                    new Envelope.Fetch(wanted.connection.principal().user(), wanted.cid(), wanted.token.generation());
            cluster.ask(next, EnvelopeCodec.encode(question))
                    .onSuccess(answer -> answered(read(answer)))
                    .onFailure(silence -> waitFor(next, wanted, silence));
        }

        private void exhausted() {
            long at = last.node().id();
            if (asked.contains(at) && !refused.contains(at) && wanted.tries < TRIES) {
                // It says that it is elsewhere, and others that it is there: somebody has not heard of the last move.
                waitFor(last.node(), wanted.again(), new UnavailableException("the session is on its way"));
                return;
            }
            NodeRef silent = refused.contains(at) ? null : firstSilent(last.node(), wanted.token.home());
            if (silent != null) {
                // It may be dead, and who is told so in a moment is to find this session lost, and not a stranger's.
                waitFor(silent, wanted, new UnavailableException("its node has not spoken yet"));
                return;
            }
            searches.remove(wanted.cid());
            door.nowhere(wanted, last);
            over.complete();
        }

        private @Nullable NodeRef firstSilent(NodeRef... places) {
            return Stream.of(places).filter(cluster::isSilent).findFirst().orElse(null);
        }

        private void waitFor(NodeRef silent, Wanted then, Throwable why) {
            searches.remove(wanted.cid());
            unanswered.add(wanted.connection, silent, () -> door.again(then));
            over.fail(why);
        }

        /** Where it was is first: whoever has moved it on knows more than the node that made the token. */
        private @Nullable NodeRef firstUnasked(NodeRef... places) {
            for (NodeRef place : places) {
                for (NodeRef peer : cluster.peers()) {
                    if (peer.id() == place.id() && !asked.contains(peer.id())) {
                        return peer;
                    }
                }
            }
            return null;
        }

        private void note(Cluster.Place place) {
            if (place.moves() > last.moves()) {
                last = place;
            }
        }

        private void answered(@Nullable Envelope answer) {
            if (answer instanceof Envelope.Handover(var state)) {
                searches.remove(wanted.cid());
                door.found(wanted, state, node);
                over.complete();
                return;
            }
            if (answer instanceof Envelope.SessionMoved moved) {
                note(new Cluster.Place(moved.to(), moved.moves()));
            } else {
                refused.add(node.id());
            }
            next();
        }
    }
}
