package io.ringway.gateway.session.backend;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.Connected;
import io.ringway.gateway.protocol.envelope.BackendStep.Seen;
import io.ringway.gateway.session.Speaker;
import io.ringway.gateway.session.moves.Residents;
import io.ringway.gateway.session.moves.Residents.Resident;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which users are connected, and how; every node is asked for what it has. Hub only. */
public final class Whereabouts {
    private final Cluster cluster;
    private final Residents residents;
    private final Predicate<UserId> virtual;
    private final LastSeen lastSeen;
    private final ConnectionLists lists;

    /** @param virtual whether a user is in a group of this node without a connection */
    public Whereabouts(Cluster cluster, Residents residents, Predicate<UserId> virtual, LastSeen lastSeen) {
        this.cluster = cluster;
        this.residents = residents;
        this.virtual = virtual;
        this.lastSeen = lastSeen;
        this.lists = new ConnectionLists(cluster, residents);
    }

    /** Connections of whatever users. */
    ConnectionLists lists() {
        return lists;
    }

    /** These users in the whole cluster, in this order. Fails where a node does not answer: half an answer would lie. */
    Future<List<Seen>> users(Tenant tenant, List<String> ids) {
        List<Seen> own = own(tenant, ids, cluster.self());
        return ask(cluster.peers(), new BackendStep.UsersAsked(tenant, ids), own, Whereabouts::seen)
                .compose(all -> kept(tenant, sum(ids, all)));
    }

    /** With what outlives the nodes, of those who are away. */
    private Future<List<Seen>> kept(Tenant tenant, List<Seen> known) {
        List<String> away =
                known.stream().filter(user -> !user.isOnline()).map(Seen::id).toList();
        return lastSeen.kept(tenant, away).map(times -> {
            List<Seen> all = new ArrayList<>(known.size());
            Iterator<Long> next = times.iterator();
            for (Seen user : known) {
                all.add(user.isOnline() || !next.hasNext() ? user : user.orLater(next.next()));
            }
            return all;
        });
    }

    private static List<Seen> seen(BackendStep step) {
        return step instanceof BackendStep.UsersTold(var tenant, var users) ? users : List.of();
    }

    private static List<Seen> sum(List<String> ids, List<List<Seen>> told) {
        List<Seen> sums = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            int connections = 0;
            boolean isVirtual = false;
            long last = 0;
            for (List<Seen> one : told) {
                if (i < one.size()) {
                    connections += one.get(i).connections();
                    isVirtual |= one.get(i).isVirtual();
                    last = Math.max(last, one.get(i).lastSeen());
                }
            }
            sums.add(new Seen(ids.get(i), connections, isVirtual, last));
        }
        return sums;
    }

    /** Those of a user on all nodes. */
    Future<List<Connected>> connections(UserId user) {
        // One that moves is told of by the node that is asked, or by this one, in the same turn.
        return cluster.nodesOf(user)
                .compose(nodes -> ask(nodes, new BackendStep.ConnectionsAsked(user), own(user), Whereabouts::connected))
                .map(all -> List.copyOf(once(all.stream().flatMap(List::stream))));
    }

    /** Two nodes may tell of one that has just gone from the one to the other: its client is there where it is not away. */
    private static Collection<Connected> once(Stream<Connected> told) {
        Map<Cid, Connected> byCid = new LinkedHashMap<>();
        told.forEach(one -> byCid.merge(one.cid(), one, Whereabouts::later));
        return byCid.values();
    }

    static Connected later(Connected one, Connected other) {
        return one.isParked() ? other : one;
    }

    private static List<Connected> connected(BackendStep step) {
        return step instanceof BackendStep.ConnectionsTold(var tenant, var connections) ? connections : List.of();
    }

    private <T> Future<List<List<T>>> ask(
            Collection<NodeRef> nodes, BackendStep question, List<T> own, Function<BackendStep, List<T>> reading) {
        return Inquiry.all(cluster, nodes, question)
                .map(told -> Stream.concat(Stream.of(own), told.stream().map(reading))
                        .toList());
    }

    private List<Seen> own(Tenant tenant, List<String> ids, NodeRef asker) {
        List<Seen> seen = new ArrayList<>(ids.size());
        for (String id : ids) {
            UserId user = new UserId(tenant, id);
            seen.add(new Seen(id, residents.count(user, asker), virtual.test(user), lastSeen.of(user)));
        }
        return seen;
    }

    private List<Connected> own(UserId user) {
        return residents.of(user).stream().map(Whereabouts::connected).toList();
    }

    static Connected connected(Resident one) {
        Principal principal = one.session().principal();
        return new Connected(
                one.cid(),
                one.isParked(),
                principal.expiresAtMillis(),
                one.groups(),
                principal.profile().privateMeta());
    }

    /** A member of a group is gone for good, as members here were told; where that is with its node, nobody else says when it was here. */
    void lost(Group group, Member member) {
        if (Speaker.isForLost(cluster, group, member.cid())) {
            lastSeen.ended(member.user());
        }
    }

    /** Another node asks. */
    Buffer answer(NodeRef from, BackendStep.UsersAsked asked) {
        return Inquiry.encode(new BackendStep.UsersTold(asked.tenant(), own(asked.tenant(), asked.ids(), from)));
    }

    Buffer answer(BackendStep.ConnectionsAsked asked) {
        return Inquiry.encode(new BackendStep.ConnectionsTold(asked.tenant(), own(asked.user())));
    }
}
