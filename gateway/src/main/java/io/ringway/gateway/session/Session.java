package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client as the hub knows it: who it is, which groups it is in, and how to tell it something. It outlives its
 * connection: the line changes, the rest stays. Hub only.
 */
final class Session {
    private final Cid cid;
    private final Dialect dialect;
    private final Sender sender;
    private final Map<String, Joined> groups = new LinkedHashMap<>(2);
    private final Passage passage;
    private Principal principal;
    private Line line;
    private boolean closed;
    private boolean dismissed;
    private boolean moved;
    private @Nullable Arrival arrival;

    /** Commands that came while a join was on its way; null while there is none. */
    private @Nullable Backlog waiting;

    /**
     * A group the session is in.
     *
     * @param suspects whether it is told of members who are lost and may come back
     */
    record Joined(GroupChannel channel, Bytes meta, boolean suspects) {}

    Session(Cid cid, Principal principal, Dialect dialect, Line line, Passage passage) {
        this.cid = cid;
        this.principal = principal;
        this.dialect = dialect;
        this.line = line;
        this.passage = passage;
        this.sender = new Sender(principal.user(), cid);
    }

    Cid cid() {
        return cid;
    }

    UserId user() {
        return principal.user();
    }

    Tenant tenant() {
        return principal.user().tenant();
    }

    Principal principal() {
        return principal;
    }

    void principal(Principal refreshed) {
        principal = refreshed;
    }

    /** This connection as the author of what it says. */
    Sender sender() {
        return sender;
    }

    Dialect dialect() {
        return dialect;
    }

    /** The way to its client, or to whoever comes back for it. */
    Line line() {
        return line;
    }

    void line(Line next) {
        line = next;
    }

    /** Whether it waits for its client to come back. */
    boolean isParked() {
        return line.isParked();
    }

    /** What has to be known of its past so that it can go on elsewhere. */
    Passage passage() {
        return passage;
    }

    Group group(String name) {
        return new Group(tenant(), name);
    }

    Member member(Bytes meta) {
        return new Member(cid, user(), meta);
    }

    /** The groups this connection is in, by name. */
    Map<String, Joined> groups() {
        return groups;
    }

    boolean closed() {
        return closed;
    }

    /** Whether it is to end with its connection, whatever the connection ends with. */
    boolean isDismissed() {
        return dismissed;
    }

    void dismiss() {
        dismissed = true;
    }

    /** Whether it has ended here since it goes on on another node. */
    boolean hasMoved() {
        return moved;
    }

    void markMoved() {
        moved = true;
    }

    /** Set while it is on its way here from another node. */
    @Nullable
    Arrival arrival() {
        return arrival;
    }

    void arrival(@Nullable Arrival under) {
        arrival = under;
    }

    void markClosed() {
        closed = true;
    }

    /** Whether a join is on its way: what comes meanwhile has to wait for it, or it would find itself not joined. */
    @Nullable
    Backlog waiting() {
        return waiting;
    }

    void waiting(@Nullable Backlog commands) {
        waiting = commands;
    }

    void tell(Event event) {
        Frame frame = dialect.encode(event);
        if (frame != null) {
            Line to = line;
            to.run(() -> {
                to.write(frame);
                frame.release();
            });
        }
    }

    /**
     * Tells it something that was said to many, on that node.
     *
     * @return whether it is told here; not where it is told by the node that it comes from
     */
    boolean tell(NodeRef origin, Event event) {
        if (arrival != null) {
            return arrival.gates.straight(origin, () -> tell(event));
        }
        tell(event);
        return true;
    }

    /** Answers a request with what the cluster says, or says that it did not answer. */
    <T> void answer(Command command, Future<T> outcome, Function<T, Event> event) {
        outcome.onComplete(done -> {
            if (done.succeeded()) {
                tell(event.apply(done.result()));
            } else {
                fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            }
        });
    }

    void fail(Command command, ErrorCode code, String message) {
        tell(new Event.Failed(command.id(), code, message, 0));
    }
}
