package io.ringway.gateway.protocol.envelope;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.ice.Owned;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.LiveCall;
import io.ringway.gateway.protocol.VirtualSighting;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other because the app's backend, or an operator, has asked one of them. */
public sealed interface BackendStep {
    /** In place of the tenant of what is not one's alone. */
    Tenant EVERYBODY = new Tenant("-");

    Tenant tenant();

    /**
     * To the node of a member: what it is doing goes into its metadata.
     *
     * @param state empty: nothing in particular
     */
    record MemberState(Group group, Cid cid, String state) implements BackendStep {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** To the node of a connection: the metadata of its member. */
    record MemberMeta(Group group, Cid cid, Bytes meta) implements BackendStep {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** To the node that owns a member without a connection: for so long it lives; 0 for as long as nothing else is said. */
    record MemberLife(Group group, Cid cid, long ttlMillis) implements BackendStep {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** To a node: these members without a connection are to be its own from now on; answered by {@link MembersTaken}. */
    record MembersGiven(Tenant tenant, List<Given> members) implements BackendStep {
        public MembersGiven {
            members = List.copyOf(members);
        }
    }

    /**
     * A member without a connection, in one of its groups.
     *
     * @param moves how often it has moved, this time included
     * @param ttlMillis how long it lives each time it is heard of; 0 for as long as nothing else is said
     * @param leftMillis how long of that is left
     */
    record Given(String group, Cid cid, String user, Bytes meta, int moves, long ttlMillis, long leftMillis) {}

    /** Those that the node has now, in the groups that were asked for. */
    record MembersTaken(Tenant tenant, List<Cid> cids) implements BackendStep {
        public MembersTaken {
            cids = List.copyOf(cids);
        }
    }

    /** To the node that has taken members: since when they are in their groups. */
    record MembersSince(Tenant tenant, List<Since> members) implements BackendStep {
        public MembersSince {
            members = List.copyOf(members);
        }
    }

    /** @param since in milliseconds since 1970 */
    record Since(String group, Cid cid, long since) {}

    /**
     * To every node, for operators: who is in groups there without a connection? Answered by {@link VirtualTold}.
     *
     * @param user an id, or the beginning of ids
     * @param isWhole whether it is an id. Of a beginning the first users are told, by their ids, and not where they are
     * @param limit of users
     */
    record VirtualAsked(Tenant tenant, String user, boolean isWhole, int limit) implements BackendStep {}

    record VirtualTold(Tenant tenant, List<VirtualSighting> members) implements BackendStep {
        public VirtualTold {
            members = List.copyOf(members);
        }
    }

    /**
     * To a node, after another is gone: does it know of a member without a connection of this user, which was that one's? Then it is
     * its own from now on. Answered by {@link MembersTaken}.
     *
     * @param ttlMillis as in {@link MemberLife}
     */
    record MemberSought(Group group, String user, long ttlMillis) implements BackendStep {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** To a node that has members in a group: which of them are this user's? Answered by {@link MembersFound}. */
    record MembersAsked(Group group, String user) implements BackendStep {
        @Override
        public Tenant tenant() {
            return group.tenant();
        }
    }

    /** Those that live on the node, with a connection or without. */
    record MembersFound(Tenant tenant, List<Found> members) implements BackendStep {
        public MembersFound {
            members = List.copyOf(members);
        }
    }

    /** A member of the group, and the user, that were asked for. */
    record Found(Cid cid, Bytes meta) {}

    /** To every node: are these users connected there, and when were they last? */
    record UsersAsked(Tenant tenant, List<String> ids) implements BackendStep {}

    record UsersTold(Tenant tenant, List<Seen> users) implements BackendStep {}

    /**
     * A user as one node knows it.
     *
     * @param connections that it has there
     * @param isVirtual whether it is in a group there without a connection
     * @param lastSeen when the last of them ended, in milliseconds since 1970; 0 where that is not known
     */
    record Seen(String id, int connections, boolean isVirtual, long lastSeen) {
        public boolean isOnline() {
            return connections > 0 || isVirtual;
        }

        public Seen orLater(long seen) {
            return new Seen(id, connections, isVirtual, Math.max(lastSeen, seen));
        }
    }

    /** To the nodes of a user: which connections does it have there? */
    record ConnectionsAsked(UserId user) implements BackendStep {
        @Override
        public Tenant tenant() {
            return user.tenant();
        }
    }

    record ConnectionsTold(Tenant tenant, List<Connected> connections) implements BackendStep {}

    /**
     * A connection.
     *
     * @param isParked whether its client is away, and may come back
     * @param privateMeta of its token; JSON, or empty
     */
    record Connected(Cid cid, boolean isParked, long expiresAt, List<String> groups, Bytes privateMeta) {}

    /**
     * To every node: which connections do you have? In their order, after one.
     *
     * @param only null for all
     */
    record ConnectionsListed(
            Tenant tenant, @Nullable Cid only, @Nullable Cid after, int limit) implements BackendStep {}

    record ConnectionsHeld(Tenant tenant, List<Held> connections) implements BackendStep {}

    /** A connection, and the id of its user. */
    record Held(String user, Connected connection) {}

    /**
     * To every node: which calls do you own that are not over? By their ids, after one.
     *
     * @param user one of the two, or empty for all
     */
    record CallsAsked(Tenant tenant, String user, @Nullable CallId after, int limit) implements BackendStep {}

    record CallsTold(Tenant tenant, List<LiveCall> calls) implements BackendStep {}

    /** To every node: end this call if it is yours. */
    record CallEndAsked(Tenant tenant, CallId call) implements BackendStep {}

    record CallEndTold(Tenant tenant, EndedCall outcome) implements BackendStep {}

    /** What a node says that was asked to end a call. The ordinal is on the wire between nodes: add at the end only. */
    enum EndedCall {
        /** It does not know it. */
        UNKNOWN,
        ENDED,
        /** It has had the call, which is on its way to another node, or there. */
        LEFT
    }

    /**
     * To the node of a connection: it is to leave a group and join another.
     *
     * @param from empty for the only group that it is in
     * @param to empty for none
     */
    record MemberMove(Tenant tenant, Cid cid, String from, String to) implements BackendStep {}

    /** @param refusal the code of the error; empty where it is done. Both are empty where there is no such connection */
    record MemberMoved(Tenant tenant, boolean isDone, String refusal, String message) implements BackendStep {}

    /** To every node: whose TURN credentials are these? */
    record TurnAsked(Tenant tenant, String username) implements BackendStep {}

    /**
     * @param isForeign whether they are another tenant's
     * @param name of their owner, where it is one of this tenant and the node has given them out; else empty
     * @param expiresAt when they end, in milliseconds since 1970
     */
    record TurnTold(Tenant tenant, boolean isForeign, String name, long expiresAt) implements BackendStep {
        public static TurnTold of(Tenant tenant, Owned known) {
            return new TurnTold(tenant, false, known.owner().text(), known.expiresAt());
        }

        public Optional<Owned> owner() {
            return name.isEmpty() ? Optional.empty() : Optional.of(Owned.of(name, expiresAt));
        }
    }

    /** What is said of the groups of one tenant, as a store keeps it. */
    record GroupWords(Tenant tenant, List<Entry> entries) implements BackendStep {}

    /** Words of any tenants: put as a question that is answered, with none, once they are known; or the answer to one. */
    record Words(List<Entry> entries) implements BackendStep {
        @Override
        public Tenant tenant() {
            return EVERYBODY;
        }
    }

    /** To a node, and its answer: the sums over the rows of words that each has. */
    record WordSums(List<Long> sums) implements BackendStep {
        @Override
        public Tenant tenant() {
            return EVERYBODY;
        }
    }

    /**
     * To a node: some of the words that it has in these rows. Answered with {@link Words}, which are none at the end.
     *
     * @param after where the page before ended; null for the first
     */
    record WordsAsked(List<Integer> rows, Entry.@Nullable Id after) implements BackendStep {
        @Override
        public Tenant tenant() {
            return EVERYBODY;
        }
    }
}
