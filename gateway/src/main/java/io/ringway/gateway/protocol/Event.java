package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupCount;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client is told, whatever its dialect. A dialect may have no words for some of them. */
public sealed interface Event {
    /** In place of a number of members: all of them are there. */
    int ALL = -1;

    /** In place of a group's version, for those who are not in the group. */
    long NO_VERSION = -1;

    /** First of all: who the connection is and what it may expect. Times are milliseconds since 1970. */
    record Welcome(
            long id,
            Cid cid,
            UserId user,
            String epoch,
            long serverTime,
            long expiresAt,
            long pingIntervalMs,
            Limits limits,
            List<String> features,
            @Nullable IceServers ice,
            @Nullable Continuity continuity)
            implements Event {}

    /**
     * How the session goes on where its connection is lost; none where sessions are not kept.
     *
     * @param token what resumes it, once
     * @param graceMs for how many milliseconds it is kept without a connection
     * @param resumed whether it went on from an earlier connection just now
     * @param recovered whether it has lost nothing on the way; where it has, the client needs fresh rosters
     * @param sent how many frames were sent in this session, up to this one
     * @param heard how many frames of the client were taken in it
     * @param calls its calls, where something was lost: of others the client may have missed the end
     */
    record Continuity(
            String token,
            long graceMs,
            boolean resumed,
            boolean recovered,
            long sent,
            long heard,
            List<CallId> calls) {}

    /** The limits a client should know: bytes, characters, counts. */
    record Limits(int frameBytes, int contentBytes, int metaBytes, int groupNameChars, int groups, int outboxBytes) {}

    /**
     * The {@code iceServers} array as JSON, and until when its credentials hold.
     *
     * @param relayOnly whether the client is to use no way but through a relay
     */
    record IceServers(String json, long expiresAt, boolean relayOnly) {}

    /** Answers: exactly one of these, or {@link Failed}, per request with an id. */
    sealed interface Result extends Event {
        long id();
    }

    record Done(long id) implements Result {}

    /**
     * The roster is iterated while it is encoded, on the hub.
     *
     * @param total how many members the group has, where these are not all; else {@link #ALL}
     * @param suspects those of the members who are lost and may come back, where the asker wants to know
     * @param catchup null where the group has no history
     */
    record Joined(
            long id,
            String group,
            long version,
            boolean complete,
            Iterable<Member> members,
            int total,
            Set<Cid> suspects,
            @Nullable Catchup catchup)
            implements Result {
        public Joined(long id, String group, long version, boolean complete, Iterable<Member> members) {
            this(id, group, version, complete, members, ALL, Set.of(), null);
        }
    }

    record Updated(long id, long version) implements Result {}

    /**
     * @param offset of a message to a group with a history; 0 where there is none, or it is not known any more
     * @param pushed for how many subscriptions a notification was handed over; 0 says nothing
     */
    record Delivered(long id, int connections, long offset, int pushed) implements Result {
        public Delivered(long id, int connections) {
            this(id, connections, 0, 0);
        }
    }

    /** Messages of a group, in order; {@code more} where there are others in the direction asked for. */
    record HistoryPage(long id, String group, Position position, List<KeptMessage> messages, boolean more)
            implements Result {}

    /**
     * A group's members, asked for.
     *
     * @param version {@link #NO_VERSION} where the asker is not a member
     * @param total as in {@link Joined}
     * @param suspects as in {@link Joined}
     */
    record Roster(
            long id,
            String group,
            long version,
            boolean complete,
            Iterable<Member> members,
            int total,
            Set<Cid> suspects)
            implements Result {
        public Roster(long id, String group, long version, boolean complete, Iterable<Member> members) {
            this(id, group, version, complete, members, ALL, Set.of());
        }
    }

    /**
     * Some of a group's members, in the order of connection ids.
     *
     * @param total how many there are
     * @param next the last of them, where there are more
     */
    record MemberPage(
            long id,
            String group,
            List<Member> members,
            int total,
            @Nullable Cid next) implements Result {}

    /** The state of a group, in the order of keys. */
    record State(long id, String group, List<StateEntry> entries) implements Result {}

    record StateSaved(long id, long version) implements Result {}

    record GroupList(
            long id, List<GroupCount> groups, @Nullable String next) implements Result {}

    record Refreshed(long id, long expiresAt) implements Result {}

    record Pong(long id, long serverTime) implements Result {}

    /** For how many milliseconds the session is kept from now on where its connection is lost. */
    record Kept(long id, long graceMs) implements Result {}

    record Calling(long id, CallId call) implements Result {}

    /**
     * One call of a user's history.
     *
     * @param outgoing whether the user was the caller
     * @param seen false for a missed call that the user was not shown yet
     */
    record CallRow(CallRecord record, boolean outgoing, boolean missed, boolean seen) {}

    /** A page of a user's calls, the newest first; {@code unseen} counts the missed ones of all pages. */
    record CallPage(long id, List<CallRow> calls, @Nullable String next, int unseen) implements Result {}

    record CallsSeen(long id, int unseen) implements Result {}

    record CallTimeline(long id, CallId call, List<CallLine> lines) implements Result {}

    /** What a user has said of calls to him; null where he has not said what becomes of them while he is busy. */
    record BlockedUsers(
            long id, List<String> users, @Nullable BusyPolicy onBusy) implements Result {}

    /** A request refused; {@code retryAfterMs} is 0 where there is nothing to say. */
    record Failed(long id, ErrorCode code, String message, long retryAfterMs) implements Event {}

    // Events nobody asked for.

    record Notice(Group group, long version, Change change) implements Event {}

    /** The steps from one version of a roster to another, at most one for a member, in no order. */
    record Notices(Group group, long since, long version, List<Change> changes) implements Event {}

    /**
     * How many members a group has that is too large for its members to be told who they are.
     *
     * @param partial false where it is so no more, and the members are to ask for the roster
     */
    record Count(Group group, long version, int members, boolean partial) implements Event {}

    /** @param offset in the group's history; 0 where it has none */
    record GroupMessage(Group group, Sender from, Content content, long offset) implements Event {
        public GroupMessage(Group group, Sender from, Content content) {
            this(group, from, content, 0);
        }
    }

    /**
     * Messages to a group may have been lost before this.
     *
     * @param position behind which a group with a history goes on; null where it has none
     */
    record Interrupted(Group group, @Nullable Position position) implements Event {}

    /**
     * The backend has taken the connection out of a group, and into another.
     *
     * @param from null where it was in none
     * @param joined what a join of it would have been answered
     */
    record Transferred(@Nullable String from, Joined joined) implements Event {}

    /** A key of a group's state has changed, or is gone. */
    record StateChanged(Group group, StateEntry entry) implements Event {}

    /** The whole state of a group, in the place of what was told before. */
    record StateTold(Group group, List<StateEntry> entries) implements Event {}

    record PrivateMessage(Sender from, Content content) implements Event {}

    /** From one member of a group to another. */
    record Relayed(Group group, Sender from, Content content) implements Event {}

    record TokenExpiring(long expiresAt) implements Event {}

    record IceRefreshed(IceServers ice) implements Event {}

    /** How many missed calls the user has not seen; said when there are some, and when the number changes. */
    record MissedCalls(int unseen) implements Event {}

    /** What happens in a call, told to one of its parties. */
    sealed interface OfCall extends Event {
        CallId call();
    }

    /**
     * A ring.
     *
     * @param offer for dialects that ring with it; the others get it after they accepted
     * @param ringMs how much longer it rings, in milliseconds
     * @param waiting whether the callee is in another call
     * @param merges whether the caller's wire can turn its own call into an accepting of one that comes the other way
     * @param starts whether the app's backend wants this user to call, and who accepts is the caller: {@code caller} is then the
     *     user who will be called
     */
    record Incoming(
            CallId call,
            Sender caller,
            Signal.@Nullable Offer offer,
            Bytes data,
            long ringMs,
            boolean waiting,
            boolean merges,
            boolean starts)
            implements OfCall {
        /** The ring of a call that somebody has begun. */
        public Incoming(
                CallId call,
                Sender caller,
                Signal.@Nullable Offer offer,
                Bytes data,
                long ringMs,
                boolean waiting,
                boolean merges) {
            this(call, caller, offer, data, ringMs, waiting, merges, false);
        }

        /** The same ring, later. */
        public Incoming withRingMs(long millis) {
            return new Incoming(call, caller, offer, data, millis, waiting, merges, starts);
        }
    }

    record Accepted(CallId call, Sender callee) implements OfCall {}

    record Signalled(CallId call, Sender from, Signal signal) implements OfCall {}

    /** To who said something before anybody had accepted, of which too much waits: it is dropped, though the request was answered. */
    record SignalRefused(CallId call) implements OfCall {
        public static final String MESSAGE = "too many signals of a call that nobody has accepted";
    }

    /** To the caller: the callee is in another call, and has been told of this one. */
    record Waiting(CallId call) implements OfCall {}

    /**
     * To a caller who was being called by the callee at the same time: of the two calls the other one goes on, and this
     * connection has accepted it. The call of the event is over.
     */
    record Merged(CallId call, CallId into, Sender peer) implements OfCall {}

    /** The other party's connection is lost for now; its media may well flow. */
    record PeerSuspect(CallId call, Sender peer) implements OfCall {}

    /** The other party's connection is there again. */
    record PeerBack(CallId call, Sender peer) implements OfCall {}

    /** The other party goes on with another of its connections, or with a new peer connection, and will make an offer. */
    record Moved(CallId call, Sender peer) implements OfCall {}

    /** To a connection that took a call over from another of its user, or begins its own anew: whom it is with. It makes an offer. */
    record Taken(CallId call, Sender peer, boolean polite) implements OfCall {}

    /**
     * The end of a call.
     *
     * @param by who ended it, where somebody did
     * @param durationMs milliseconds from the answer to the end; {@link #UNANSWERED} where nobody answered
     */
    record Closed(CallId call, CloseReason reason, @Nullable Sender by, long durationMs) implements OfCall {
        public static final long UNANSWERED = -1;

        /** The end of a call that nobody answered, or of which no more is known. */
        public Closed(CallId call, CloseReason reason, @Nullable Sender by) {
            this(call, reason, by, UNANSWERED);
        }
    }

    /** As {@link Closed}, for a wire that knows no call ids: the call with this peer, by its name there, is over. */
    record PeerClosed(
            CallId call, CloseReason reason, @Nullable UserId user, Cid peer) implements Event {}

    /** As {@link PeerClosed}, where the client rings a peer by a name that no connection can have. */
    record PeerUnknown(String peer) implements Event {}
}
