package io.ringway.gateway.protocol;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for, whatever its dialect. Already checked for form and size, not yet for rights.
 *
 * <p>{@link #id()} is the client's request id, or {@link #NO_ID}: then only an error is answered.
 */
public sealed interface Command {
    long NO_ID = -1;

    long id();

    record Hello(long id, String token, @Nullable Resume resume) implements Command {}

    /** The wish to go on with a session: the token of its last welcome, and how many frames have come after that session's first. */
    record Resume(String token, long received) {}

    /**
     * Joins one more group, or refreshes the metadata where joined already.
     *
     * @param suspects whether to be told of members whose connection is lost, and who may come back
     * @param since up to where the client has the group's messages, where it wants the later ones
     */
    record Join(
            long id,
            String group,
            Bytes meta,
            boolean suspects,
            @Nullable Position since) implements Command {
        public Join(long id, String group, Bytes meta) {
            this(id, group, meta, false, null);
        }
    }

    /** As {@link Hello}, with a publishable key in place of a token; the user id is the client's wish, if it has one. */
    record HelloKey(
            long id,
            String key,
            @Nullable String userId,
            @Nullable Resume resume) implements Command {}

    /**
     * Makes this the connection's only group; null leaves them all.
     *
     * @param meta the member's, in place of that of its token; null for that
     */
    record Switch(long id, @Nullable String group, @Nullable Bytes meta) implements Command {
        public Switch(long id, @Nullable String group) {
            this(id, group, null);
        }
    }

    record Leave(long id, String group) implements Command {}

    record Update(long id, String group, Bytes meta) implements Command {}

    /**
     * @param key by which the sender may publish it again without its being there twice; empty where there is none
     * @param notification what members are shown who are not connected; null for nothing
     */
    record Publish(
            long id,
            String group,
            Content content,
            String key,
            @Nullable Notification notification) implements Command {
        public Publish(long id, String group, Content content) {
            this(id, group, content, "", null);
        }
    }

    /** Messages of a group before, or after, an offset. */
    record History(long id, String group, boolean isAfter, long offset, int limit) implements Command {}

    /** @param notification what the user is shown where he is not connected; null for nothing */
    record SendUser(
            long id,
            String userId,
            Content content,
            @Nullable Notification notification) implements Command {}

    record SendCid(long id, Cid cid, Content content) implements Command {}

    /** To one connection, by a member of a group to another. */
    record Relay(long id, String group, Cid cid, Content content) implements Command {}

    /**
     * @param limit of a page, in the order of connection ids; 0 asks for what members are told when they join
     * @param after the last connection id of the page before; empty for the first
     */
    record Members(long id, String group, int limit, String after) implements Command {}

    record Groups(
            long id, String prefix, int limit, @Nullable String after) implements Command {}

    /** Lets a participant into the meeting of a group, or sends it away. */
    record Admit(long id, String group, String participant, boolean accept) implements Command {}

    record Refresh(long id, String token) implements Command {}

    record Ping(long id) implements Command {}

    /** Whether the client's page is in the background, and may lose its connection for longer. */
    record Background(long id, boolean on) implements Command {}

    /** Nothing to do but to note that the client lives. */
    record KeepAlive(long id) implements Command {}

    /** What begins a call, or belongs to one that is named by its id. */
    sealed interface OfCall extends Command {}

    /** Rings one connection. */
    record CallCid(long id, Cid cid, Signal.@Nullable Offer offer, Bytes data, RingOptions options) implements OfCall {}

    /** Rings every connection of a user. */
    record CallUser(long id, String userId, Signal.@Nullable Offer offer, Bytes data, RingOptions options)
            implements OfCall {}

    record Accept(long id, CallId call, Signal.@Nullable Answer answer) implements OfCall {}

    record SendSignal(long id, CallId call, Signal signal) implements OfCall {}

    /**
     * Ends a call: hang up, decline or cancel, by what state it is in.
     *
     * @param thisDeviceOnly whether a callee's other devices ring on
     */
    record Hangup(long id, CallId call, boolean thisDeviceOnly, boolean failed) implements OfCall {}

    /** Takes over, for this connection, a call that another connection of the same user is in. */
    record Move(long id, CallId call) implements OfCall {}

    /** What a user says about calls to him. */
    sealed interface OfCallSettings extends Command {}

    /** No call of that user rings this one any more, on any device. */
    record Block(long id, String userId) implements OfCallSettings {}

    record Unblock(long id, String userId) implements OfCallSettings {}

    /** Whom this user has blocked. */
    record Blocked(long id) implements OfCallSettings {}

    /** What becomes of calls while this user is in one; null for the server's default. */
    record OnBusy(long id, @Nullable BusyPolicy policy) implements OfCallSettings {}

    /** What concerns the state of a group. */
    sealed interface OfState extends Command {
        String group();
    }

    record ReadState(long id, String group) implements OfState {}

    /**
     * Sets a key of a group's state.
     *
     * @param ttlMillis how long it lives; 0 for as long as it may
     * @param isOwn whether it ends with the connection's membership
     */
    record SetState(long id, String group, String key, Bytes value, long ttlMillis, boolean isOwn) implements OfState {}

    record DeleteState(long id, String group, String key) implements OfState {}

    /** What concerns the history and the timelines of calls. */
    sealed interface OfCallLog extends Command {}

    /** A page of the user's calls; {@code after} is empty for the first one. */
    record Calls(long id, int limit, String after) implements OfCallLog {}

    /** The user has seen this call in its history, and all before it. */
    record CallsSeen(long id, CallId call) implements OfCallLog {}

    record CallTimeline(long id, CallId call) implements OfCallLog {}

    record CallReport(long id, CallId call, IceReport report) implements OfCallLog {}

    /** What belongs to a call that is named by its two ends. */
    sealed interface OfPeerCall extends Command {}

    /**
     * A signal addressed to a connection, by a dialect whose wire knows no call ids. Which call it means follows from the
     * two ends; an offer where there is none begins one.
     */
    record PeerSignal(long id, Cid peer, Signal signal) implements OfPeerCall {}

    /** As {@link PeerSignal}: an offer to a peer by a name that no connection can have. */
    record PeerUnknown(long id, String peer) implements OfPeerCall {}

    /** As {@link PeerSignal}: the callee has picked up. */
    record PeerAccept(long id, Cid peer) implements OfPeerCall {}

    /** As {@link PeerSignal}: either side ends the call with the other. */
    record PeerHangup(long id, Cid peer) implements OfPeerCall {}
}
