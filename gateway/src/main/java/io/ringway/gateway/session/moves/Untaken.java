package io.ringway.gateway.session.moves;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that were given away in an answer, until their new nodes say that they have them: the answer may be late, too big, or its
 * node dead by then, and it is the only copy. What is passed on after them is kept here as well. Owns their logs; hub only.
 */
public final class Untaken {
    /** Looks, one a second: a node that stood still has not looked, and reads what came meanwhile before it has looked so often. */
    private static final int LOOKS = 5;

    private static final long APART_MS = 900;

    private final Looks looks = new Looks(APART_MS);
    private final Map<Cid, Given> given = new HashMap<>();

    /** One that is on its way. */
    public static final class Given {
        public final Session session;
        public final SessionState state;
        public final ReplayLog log;
        public final NodeRef to;
        /** Nodes that it did not hear here, by id. */
        public final Set<Long> unheard;

        private List<SessionState.Membership> groups;
        private int looksLeft = LOOKS;

        private Given(Session session, SessionState state, ReplayLog log, NodeRef to, Set<Long> unheard) {
            this.session = session;
            this.state = state;
            this.groups = state.groups();
            this.log = log;
            this.to = to;
            this.unheard = unheard;
        }

        public boolean isFor(Envelope.Fetch fetch) {
            return state.user().equals(fetch.user()) && session.passage().accepts(fetch.generation());
        }

        /** Those that it was in, with the metadata that it has there by now. */
        public List<SessionState.Membership> groups() {
            return groups;
        }

        private void note(Group group, UnaryOperator<Bytes> change) {
            groups = groups.stream()
                    .map(membership -> membership.group().equals(group.name())
                            ? new SessionState.Membership(
                                    membership.group(),
                                    change.apply(membership.meta()),
                                    membership.suspects(),
                                    membership.at())
                            : membership)
                    .toList();
        }

        /** As it is now, with what would have been passed on to it. */
        public SessionState now() {
            return new SessionState(
                    state.user(),
                    state.cid(),
                    state.generation(),
                    state.moves(),
                    state.heard(),
                    state.background(),
                    session.passage().told(),
                    log.before(),
                    frames(log),
                    groups,
                    state.calls());
        }
    }

    public static List<SessionState.Sent> frames(ReplayLog log) {
        List<SessionState.Sent> frames = new ArrayList<>();
        log.forEach(frame -> frames.add(sent(frame)));
        return frames;
    }

    static SessionState.Sent sent(Frame frame) {
        byte[] bytes = new byte[frame.payload().readableBytes()];
        frame.payload().readBytes(bytes);
        return new SessionState.Sent(frame.isBinary(), Bytes.wrap(bytes));
    }

    public void add(Session session, SessionState state, ReplayLog log, NodeRef to, Set<Long> unheard) {
        given.put(session.cid(), new Given(session, state, log, to, unheard));
    }

    /** That is passed on to it; false where it is taken, or not known here. */
    boolean keep(Cid cid, Frame frame) {
        Given one = given.get(cid);
        if (one != null) {
            one.log.add(frame);
        }
        return one != null;
    }

    /** The metadata of a session's member is to change: where nobody takes the session, or it is given once more, it has. */
    public void note(Cid cid, Group group, UnaryOperator<Bytes> change) {
        Given one = given.get(cid);
        if (one != null) {
            one.note(group, change);
        }
    }

    public @Nullable Given find(Cid cid) {
        return given.get(cid);
    }

    public boolean has(Cid cid) {
        return given.containsKey(cid);
    }

    /** How much is kept for them. */
    public long bytes() {
        return given.values().stream().mapToLong(one -> one.log.bytes()).sum();
    }

    /** A node has it. */
    public void taken(Cid cid) {
        Given one = given.remove(cid);
        if (one != null) {
            one.log.release();
        }
    }

    /** Takes one out, whose log is the caller's. */
    public @Nullable Given takeOut(Cid cid) {
        return given.remove(cid);
    }

    /** Takes out those that were on their way to a node that is gone; their logs are the caller's. */
    public List<Given> nodeDown(NodeRef node) {
        return takeOut(
                given.values().stream().filter(one -> one.to.id() == node.id()).toList());
    }

    /** Takes out those that nobody has taken in time, once a second; their logs are the caller's. */
    public List<Given> tick(long now) {
        if (!looks.counts(now)) {
            return List.of();
        }
        return takeOut(
                given.values().stream().filter(one -> --one.looksLeft <= 0).toList());
    }

    private List<Given> takeOut(List<Given> due) {
        due.forEach(one -> given.remove(one.state.cid()));
        return due;
    }
}
