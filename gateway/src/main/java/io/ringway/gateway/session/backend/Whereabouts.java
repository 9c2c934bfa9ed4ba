package io.ringway.gateway.session.backend;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.Connected;
import io.ringway.gateway.protocol.envelope.BackendStep.Seen;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Speaker;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which users are connected, and how; every node is asked for what it has. Hub only. */
public final class Whereabouts {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Predicate<UserId> virtual;
    private final LastSeen lastSeen;
    private final ConnectionLists lists;

    /** @param virtual whether a user is in a group of this node without a connection */
    public Whereabouts(Cluster cluster, Sessions sessions, Predicate<UserId> virtual, LastSeen lastSeen) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.virtual = virtual;
        this.lastSeen = lastSeen;
        this.lists = new ConnectionLists(cluster, sessions);
    }

    /** Connections of whatever users. */
    ConnectionLists lists() {
        return lists;
    }

    /** These users in the whole cluster, in this order. Fails where a node does not answer: half an answer would lie. */
    Future<List<Seen>> users(Tenant tenant, List<String> ids) {
        List<Seen> own = own(tenant, ids);
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
        List<Connected> own = own(user);
        return cluster.nodesOf(user)
                .compose(nodes -> ask(nodes, new BackendStep.ConnectionsAsked(user), own, Whereabouts::connected))
                .map(all -> all.stream().flatMap(List::stream).toList());
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

    private List<Seen> own(Tenant tenant, List<String> ids) {
        List<Seen> seen = new ArrayList<>(ids.size());
        for (String id : ids) {
            UserId user = new UserId(tenant, id);
            seen.add(new Seen(id, sessions.of(user).size(), virtual.test(user), lastSeen.of(user)));
        }
        return seen;
    }

    private List<Connected> own(UserId user) {
        return sessions.of(user).stream().map(Whereabouts::connected).toList();
    }

    static Connected connected(Session session) {
        return new Connected(
                session.cid(),
                session.isParked(),
                session.principal().expiresAtMillis(),
                List.copyOf(session.groups().keySet()),
                session.principal().profile().privateMeta());
    }

    /** A member of a group is gone for good, as members here were told; where that is with its node, nobody else says when it was here. */
    void lost(Group group, Member member) {
        if (Speaker.isForLost(cluster, group, member.cid())) {
            lastSeen.ended(member.user());
        }
    }

    /** Another node asks. */
    Buffer answer(BackendStep.UsersAsked asked) {
        return Inquiry.encode(new BackendStep.UsersTold(asked.tenant(), own(asked.tenant(), asked.ids())));
    }

    Buffer answer(BackendStep.ConnectionsAsked asked) {
        return Inquiry.encode(new BackendStep.ConnectionsTold(asked.tenant(), own(asked.user())));
    }
}
