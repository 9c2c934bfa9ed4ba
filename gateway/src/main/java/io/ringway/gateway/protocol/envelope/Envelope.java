package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.history.HistoryMessage;
import io.ringway.gateway.history.HistoryRules;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallRule;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Enquiry;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.UserReport;
import io.ringway.gateway.rooms.SeatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one gateway tells another. Everything in an envelope is of one tenant, which is written once: an envelope that
 * mixes two cannot be written, and none can be read.
 */
public sealed interface Envelope {
    /** Whose world this happens in; a receiver compares it with that of the connection it delivers to. */
    Tenant tenant();

    /** For every member of the group. */
    record GroupMessage(Group group, Sender from, Content content) implements Envelope {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** For a user's connections, or for one. */
    record PrivateMessage(Recipient to, Sender from, Content content) implements Envelope {
        @Override
        public Tenant tenant() {
            return to.tenant();
        }
    }

    /**
     * For one connection, from one that does not wait for the outcome: only where nobody takes it, {@link Undelivered} goes
     * back. Saves the answer to every message that arrives.
     *
     * @param from always with a cid
     */
    record PostedMessage(Cid to, Sender from, Content content) implements Envelope {
        @Override
        public Tenant tenant() {
            return from.user().tenant();
        }
    }

    /** For a connection: what it posted to another was not taken. */
    record Undelivered(Tenant tenant, Cid to) implements Envelope {}

    /** For those in a meeting who may let in who waits for it. */
    record HostNews(Group meeting, Content news) implements Envelope {
        @Override
        public Tenant tenant() {
            return meeting.tenant();
        }
    }

    /** For one connection, from another member of the group that both are in. */
    record RelayedMessage(Cid to, Group group, Sender from, Content content) implements Envelope {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** About the seats of a room, from node to node. */
    record Seats(SeatMessage message) implements Envelope {
        @Override
        public Tenant tenant() {
            return message.group().tenant();
        }
    }

    /** About the history of a group, from node to node. */
    record History(HistoryMessage message) implements Envelope {
        @Override
        public Tenant tenant() {
            return message.group().tenant();
        }
    }

    /**
     * Which groups the sender's configuration keeps, in every tenant.
     *
     * @param isAsking whether the receiver's are to be told in return
     */
    record HistoryNews(Tenant tenant, List<HistoryRules.Rule> rules, boolean isAsking) implements Envelope {}

    /** From the node that owns a call to a party of it. */
    record CallEvent(Recipient to, Event.OfCall event) implements Envelope {
        @Override
        public Tenant tenant() {
            return to.tenant();
        }
    }

    /**
     * From a party of a call to the node that owns it.
     *
     * @param by whose connection asks; always with a cid
     * @param hops how many nodes that own the call no longer have passed it on, at most 255
     */
    record CallCommand(CallId call, Sender by, CallStep step, int hops) implements Envelope {
        public CallCommand {
            if (by.cid() == null) {
                throw new IllegalArgumentException("only a connection takes part in a call");
            }
        }

        @Override
        public Tenant tenant() {
            return by.user().tenant();
        }
    }

    /**
     * From the node that owns a call, about whom it is to ring; a user's node answers with a count.
     *
     * @param caller from whom the ring would be
     * @param asks that node
     */
    record CallEnquiry(Recipient to, CallId call, Sender caller, Enquiry enquiry, NodeRef asks) implements Envelope {
        @Override
        public Tenant tenant() {
            return to.tenant();
        }
    }

    /** To the nodes of a call's parties: who owns it now. */
    record CallOwner(Recipient to, CallId call, NodeRef owner) implements Envelope {
        @Override
        public Tenant tenant() {
            return to.tenant();
        }
    }

    /** To the node a call was taken from: it is well kept, and by whom. */
    record CallKept(Tenant tenant, CallId call, NodeRef owner) implements Envelope {}

    /**
     * To every node: the owner of a call rings a user's devices by push ({@link Event.Incoming}), or does so no more (any other
     * event), so that one of them takes the ring back where the owner dies.
     */
    record PushedRing(UserId callee, NodeRef owner, Event.OfCall event) implements Envelope {
        @Override
        public Tenant tenant() {
            return callee.tenant();
        }
    }

    /** From the owner of a call to the node where a party lives: this is its leg. */
    record CallSeat(Tenant tenant, CallHandover.Part leg, boolean peerLost) implements Envelope {}

    /** To the nodes of a user: whichever has his part in this call, another connection of his takes it over. */
    record CallMove(UserId user, CallId call, Cid to) implements Envelope {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** To every node: what a user has said about calls to him. */
    record CallRules(UserId user, List<CallRule> rules) implements Envelope {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** To a node that dropped signals for this one: all that its users have said about calls, of every tenant, is to be told anew. */
    record CallRulesAsked(Tenant tenant) implements Envelope {}

    /**
     * What the app's backend says of a member without a connection, to the node that owns it.
     *
     * @param present whether it is there, with this metadata, or has left
     */
    record VirtualMember(Group group, Member member, boolean present) implements Envelope {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** Asks a node for a session that it has, answered by {@link Handover}, {@link SessionMoved} or {@link NoSession}. */
    record Fetch(UserId user, Cid cid, int generation) implements Envelope {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** For the nodes of a user's connections: how many missed calls it has not seen is another number. */
    record MissedCalls(UserId user, int unseen) implements Envelope {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /**
     * As {@link Fetch}, for a session of the user that waits for a client of a wire that says nothing of sessions, or should.
     *
     * @param group that it is in
     * @param tokenEnd when the token ends that it has, in milliseconds since 1970, or {@link #ANY_TOKEN}
     */
    record FetchWaiting(UserId user, String group, long tokenEnd) implements Envelope {
        public static final long ANY_TOKEN = -1;

        public FetchWaiting withAnyToken() {
            return new FetchWaiting(user, group, ANY_TOKEN);
        }

        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** A session, which the receiver has from now on: it says so to every node. The sender keeps a copy until it is told. */
    record Handover(SessionState session) implements Envelope {
        @Override
        public Tenant tenant() {
            return session.user().tenant();
        }
    }

    /**
     * From the node that a session has moved to, to every other: from the moment this arrives, what is said in these groups, and
     * to the user, goes to the sender too. Answered by a {@link Mark} for the sender, and one for the node it moved from.
     *
     * @param moves how often the session has moved, this time included
     * @param from the node it moved from
     */
    record Crossing(UserId user, Cid cid, int moves, NodeRef from, List<String> groups) implements Envelope {
        public Crossing {
            groups = List.copyOf(groups);
        }

        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    /** What the sender has sent before this goes by the old node of a session, and what it sends after it by the new one. */
    record Mark(Tenant tenant, Cid cid, int moves, boolean sure) implements Envelope {}

    /** From a session's old node to its new one: everything that came before that node's mark was passed on. */
    record Passed(Tenant tenant, Cid cid, int moves, NodeRef origin) implements Envelope {}

    /** From a session's new node to its old one: nothing has to be passed on any more. */
    record Crossed(Tenant tenant, Cid cid, int moves) implements Envelope {}

    /** From a session's old node, after it: something may be missing of what came there for it. */
    record Torn(Tenant tenant, Cid cid) implements Envelope {}

    /**
     * From a session's old node, after it: a frame as its client is to see it.
     *
     * @param moves how often the session had moved when it left for where this goes
     * @param origin the node that said it to many; null where it was for this client alone, such as an answer that was due
     * @param kept whether the old node keeps it too, as it does not know yet that the session was taken
     */
    record Forwarded(
            Tenant tenant, Cid cid, int moves, @Nullable NodeRef origin, boolean kept, SessionState.Sent frame)
            implements Envelope {}

    /** Asks a node to give a connection, which has come here after a loss, its parts in calls; answered by the same when that is sent. */
    record CallsAsked(Tenant tenant, Cid cid) implements Envelope {}

    /**
     * What is left of a ring whose caller's node is lost, from a node where it is heard to the one that the caller has come to, which
     * owns it from now on.
     *
     * @param callee one of those who hear it, with a connection
     */
    record CallRingKept(Sender callee, CallHandover.Owned ring) implements Envelope {
        @Override
        public Tenant tenant() {
            return callee.user().tenant();
        }
    }

    /** As {@link CallRingKept}, of a call that this callee has answered, whose node may not have noticed yet that the owner is lost. */
    record CallAnswered(Sender callee, CallId call, Cid caller) implements Envelope {
        @Override
        public Tenant tenant() {
            return callee.user().tenant();
        }
    }

    /**
     * A ring that is heard on its owner's node, or an answered call in which no other node has a part, told to a node that is to know of
     * it should the owner be lost.
     *
     * @param call while it rings with those who hear it as its suspects
     */
    record CallWitnessed(NodeRef owner, CallHandover.Owned call) implements Envelope {
        @Override
        public Tenant tenant() {
            return call.caller().user().tenant();
        }
    }

    /**
     * What a node was told by {@link CallWitnessed} is over, or known to others by now.
     *
     * @param owner who said that; what the next one has said since stands
     */
    record CallForgotten(Tenant tenant, CallId call, NodeRef owner) implements Envelope {}

    /** From its witness to the node that one of those has come to who heard it on the node that is lost. */
    record RingReturned(Cid device, NodeRef owner, CallHandover.Owned ring) implements Envelope {
        @Override
        public Tenant tenant() {
            return ring.caller().user().tenant();
        }
    }

    /** There is no such session here, or it is not for whoever asks. */
    record NoSession(Tenant tenant) implements Envelope {}

    /**
     * The session that was asked for has moved on.
     *
     * @param moves how often it had moved by then
     */
    record SessionMoved(Tenant tenant, NodeRef to, int moves) implements Envelope {}

    /** About a PeerJS client, by its name. */
    record OfPeer(Name peer, PeerStep step) implements Envelope {
        @Override
        public Tenant tenant() {
            return peer.tenant();
        }
    }

    /**
     * For every node: TURN credentials of this name hold no longer, as far as that is in the gateway's hands.
     *
     * @param owner whose they are, where that is known; else empty
     * @param expiresAt when they would have ended, in milliseconds since 1970
     */
    record TurnTakenBack(Tenant tenant, String username, String owner, long expiresAt) implements Envelope {}

    /** Asks a node for its figures; answered by {@link Report}. The tenant is whose operator asks, and changes nothing. */
    record AskReport(Tenant tenant) implements Envelope {}

    record Report(Tenant tenant, NodeReport report) implements Envelope {}

    /** Asks a node what it knows of a user; answered by {@link OfUser}. */
    record AskUser(UserId user) implements Envelope {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    record OfUser(Tenant tenant, UserReport report) implements Envelope {}

    /** Asks a node whom it remembers whose id begins like this; answered by {@link Known}. */
    record AskKnown(Tenant tenant, String prefix, int limit) implements Envelope {}

    record Known(Tenant tenant, List<KnownUser> users) implements Envelope {}

    /** Because the app's backend has asked the sender. */
    record OfBackend(BackendStep step) implements Envelope {
        @Override
        public Tenant tenant() {
            return step.tenant();
        }
    }

    /** For a node: there is something in this line of the outbox for it to tell. */
    record OutboxNews(Tenant tenant, String line) implements Envelope {}

    /** Ends a connection on the operator's, or the app's, behalf. */
    record Kick(Tenant tenant, Cid cid, CloseCode code) implements Envelope {}

    /** To every node: the sender has ended this session so, and who comes back for it is told that. */
    record Kicked(Tenant tenant, Cid cid) implements Envelope {}
}
