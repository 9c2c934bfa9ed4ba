package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
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
public final class Session {
    private final Cid cid;
    private final Dialect dialect;
    private final Sender sender;
    private final Map<String, Joined> groups = new LinkedHashMap<>(2);
    private final Passage passage;
    private Principal principal;
    private Line line;
    private boolean closed;
    private LeaveReason ending = LeaveReason.DISCONNECTED;
    private boolean moved;
    private @Nullable Arrival arrival;
    private long carrier;

    /** Commands that came while a join was on its way; null while there is none. */
    private @Nullable Backlog waiting;

    private int departing;
    private boolean heldBack;

    /**
     * A group the session is in.
     *
     * @param suspects whether it is told of members who are lost and may come back
     */
    public record Joined(GroupChannel channel, Bytes meta, boolean suspects) {}

    public Session(Cid cid, Principal principal, Dialect dialect, Line line, Passage passage) {
        this.cid = cid;
        this.principal = principal;
        this.dialect = dialect;
        this.line = line;
        this.passage = passage;
        this.sender = new Sender(principal.user(), cid);
    }

    public Cid cid() {
        return cid;
    }

    public UserId user() {
        return principal.user();
    }

    public Tenant tenant() {
        return principal.user().tenant();
    }

    public Principal principal() {
        return principal;
    }

    public void principal(Principal refreshed) {
        principal = refreshed;
    }

    /** This connection as the author of what it says. */
    public Sender sender() {
        return sender;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The way to its client, or to whoever comes back for it. */
    public Line line() {
        return line;
    }

    public void line(Line next) {
        line = next;
    }

    /** Whether it waits for its client to come back. */
    public boolean isParked() {
        return line.isParked();
    }

    /** What has to be known of its past so that it can go on elsewhere. */
    public Passage passage() {
        return passage;
    }

    public Group group(String name) {
        return new Group(tenant(), name);
    }

    public Member member(Bytes meta) {
        return new Member(cid, user(), meta);
    }

    /** The groups this connection is in, by name. */
    public Map<String, Joined> groups() {
        return groups;
    }

    public boolean closed() {
        return closed;
    }

    /** Why it ends, where its client says no goodbye, or has ended; {@link LeaveReason#MOVED} where it goes on on another node. */
    public LeaveReason ending() {
        return moved ? LeaveReason.MOVED : ending;
    }

    public void ending(LeaveReason reason) {
        ending = reason;
    }

    /** Whether it has ended here since it goes on on another node. */
    public boolean hasMoved() {
        return moved;
    }

    public void markMoved() {
        moved = true;
    }

    /** Set while it is on its way here from another node. */
    public @Nullable Arrival arrival() {
        return arrival;
    }

    public void arrival(@Nullable Arrival under) {
        arrival = under;
    }

    /** The number of the connection that it had last; 0 where it had none here. */
    public long carrier() {
        return carrier;
    }

    void carrier(long number) {
        carrier = number;
    }

    public void markClosed() {
        closed = true;
    }

    /** Whether a join is on its way: what comes meanwhile has to wait for it, or it would find itself not joined. Or {@link #heldBack}. */
    public @Nullable Backlog waiting() {
        return waiting;
    }

    public void waiting(@Nullable Backlog commands) {
        waiting = commands;
    }

    /** How many messages of this session look for where they go. */
    public int departing() {
        return departing;
    }

    public void departing(int change) {
        departing += change;
    }

    /** Whether what waits, waits for those. */
    public boolean heldBack() {
        return heldBack;
    }

    public void heldBack(boolean isHeldBack) {
        heldBack = isHeldBack;
    }

    public void tell(Event event) {
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
    public boolean tell(NodeRef origin, Event event) {
        if (arrival != null) {
            return arrival.gates.straight(origin, () -> tell(event));
        }
        tell(event);
        return true;
    }

    /** Answers a request with what the cluster says, or says that it did not answer. */
    public <T> void answer(Command command, Future<T> outcome, Function<T, Event> event) {
        outcome.onComplete(done -> {
            if (done.succeeded()) {
                tell(event.apply(done.result()));
            } else {
                fail(command, ErrorCode.UNAVAILABLE, "the cluster did not answer in time");
            }
        });
    }

    public void fail(Command command, ErrorCode code, String message) {
        tell(new Event.Failed(command.id(), code, message, 0));
    }
}
