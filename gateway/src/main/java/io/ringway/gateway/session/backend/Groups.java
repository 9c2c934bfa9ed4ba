package io.ringway.gateway.session.backend;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.protocol.StateEntry;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.groups.GroupRules;
import io.ringway.gateway.session.groups.GroupStates;
import io.ringway.gateway.session.groups.TooManyException;
import io.ringway.gateway.session.groups.Transfers;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the app's backend, and what is built upon it, may want of a group. Any thread; futures complete on the caller's context,
 * and fail with {@link io.ringway.cluster.UnavailableException} where this node is cut off, or no other node has heard of what
 * was said. It may be said again then.
 */
public final class Groups {
    private final Backend backend;
    private final Cluster cluster;
    private final GroupRules rules;
    private final GroupStates states;
    private final Transfers transfers;

    Groups(Backend backend, Cluster cluster, GroupRules rules, GroupStates states, Transfers transfers) {
        this.backend = backend;
        this.cluster = cluster;
        this.rules = rules;
        this.states = states;
        this.transfers = transfers;
    }

    /**
     * A group as it is now.
     *
     * @param members how many it has, on all nodes together
     * @param settings {@link GroupSettings#NONE} where nothing was said
     * @param isClosed whether nobody gets in: its lifetime is over, or it was closed for a while
     * @param closedUntil until when it was closed, in milliseconds since 1970; 0 where it was not
     */
    public record Shown(int members, GroupSettings settings, boolean isClosed, long closedUntil) {}

    /** Fails where the nodes do not say in time how many members they have. */
    public Future<Shown> show(Group group) {
        return backend.onHub(() -> roster(group)
                .map(members -> new Shown(
                        members.size(), rules.settings(group), rules.isClosed(group), rules.closedUntil(group))));
    }

    /** Who is in it, on all nodes together; nobody once its lifetime is over. Fails as {@link #show}. */
    public Future<List<Member>> members(Group group) {
        return backend.onHub(() -> roster(group));
    }

    private Future<List<Member>> roster(Group group) {
        return cluster.roster(group).map(members -> rules.hasEnded(group) ? List.of() : members);
    }

    /** What was said of a group; {@link GroupSettings#NONE} where nothing was. */
    public Future<GroupSettings> settings(Group group) {
        return backend.onHub(() -> Future.succeededFuture(rules.settings(group)));
    }

    /** Until when it was closed, in milliseconds since 1970; 0 where it was not. */
    public Future<Long> closedUntil(Group group) {
        return backend.onHub(() -> Future.succeededFuture(rules.closedUntil(group)));
    }

    /**
     * Says what a group is to be, in the place of what was said before. It holds for joins on every node from the moment on in
     * which this completes; members who are too many already stay. A time of its end that is over closes the group. Fails with
     * {@link TooManyException}.
     */
    public Future<Void> set(Group group, GroupSettings settings) {
        return backend.onHub(() -> rules.set(group, settings));
    }

    /**
     * Says nothing of the group any more: it has no bound and no end, and is open where it was closed. Fails with {@link
     * NotFound} where nothing was said.
     */
    public Future<Void> remove(Group group) {
        return backend.onHub(() -> rules.remove(group));
    }

    /**
     * Takes every member out of a group, on every node; each is told {@code GROUP_CLOSED}, and webhooks the reason {@code
     * closed}. Its settings stay. Fails with {@link TooManyException}.
     *
     * @param forMillis for how long nobody gets in; 0 for not at all
     * @return when it opens again, in milliseconds since 1970; 0 where it is open
     */
    public Future<Long> close(Group group, long forMillis) {
        return backend.onHub(() -> rules.close(group, forMillis));
    }

    /**
     * Takes a connection out of one group and into another, and tells its client. Fails with {@link NotFound} where there is no
     * such connection, and with {@link GroupRefusal}.
     *
     * @param from null for the only group that it is in, if it is in one
     */
    public Future<Void> move(Cid cid, @Nullable Group from, Group to) {
        return backend.onHub(() -> transfers.move(to.tenant(), cid, from == null ? "" : from.name(), to.name()));
    }

    /** The state of a group, in the order of keys. */
    public Future<List<StateEntry>> state(Group group) {
        return backend.onHub(() -> Future.succeededFuture(states.all(group)));
    }

    /** Fails with {@link NotFound} where there is no such key. */
    public Future<StateEntry> state(Group group, String key) {
        return backend.onHub(() -> {
            StateEntry entry = states.find(group, key);
            return entry == null ? NotFound.future() : Future.succeededFuture(entry);
        });
    }

    /**
     * Sets a key, and tells every member. Completes when another node has it, where there are others. Fails with {@link
     * GroupRefusal} where there is no room for it, and with {@link NotFound} where its owner is no member.
     *
     * @param value JSON
     * @param ttlMillis how long it lives; 0 for as long as it may
     * @param owner with whose membership it ends; null for nobody's
     */
    public Future<StateEntry> setState(Group group, String key, Bytes value, long ttlMillis, @Nullable Cid owner) {
        return backend.onHub(() -> owner == null
                ? states.set(group, key, value, ttlMillis, null)
                : roster(group)
                        .compose(members ->
                                members.stream().anyMatch(member -> member.cid().equals(owner))
                                        ? states.set(group, key, value, ttlMillis, owner)
                                        : NotFound.future()));
    }

    /** Removes a key, and tells every member; fails with {@link NotFound}. */
    public Future<Void> deleteState(Group group, String key) {
        return backend.onHub(() -> states.delete(group, key).mapEmpty());
    }

    /** Removes every key, and tells every member. */
    public Future<Void> clearState(Group group) {
        return backend.onHub(() -> states.clear(group));
    }
}
