package io.ringway.gateway.session.backend;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.BackendStep.Held;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.moves.Residents;
import io.ringway.gateway.session.moves.Residents.Resident;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The connections of a tenant; every node is asked for its own. Hub only. */
final class ConnectionLists {
    private static final int MAX_PAGE = 1_000;

    private final Cluster cluster;
    private final Residents residents;

    ConnectionLists(Cluster cluster, Residents residents) {
        this.cluster = cluster;
        this.residents = residents;
    }

    /** Those of all nodes after one; null for the first page. Fails where a node does not answer: half a list would lie. */
    Future<List<Held>> page(Tenant tenant, @Nullable Cid after, int limit) {
        return everywhere(new BackendStep.ConnectionsListed(tenant, null, after, limit));
    }

    /** Fails with {@link NotFound}, or where it is not here and a node does not answer that may have it. */
    Future<Held> one(Tenant tenant, Cid cid) {
        BackendStep.ConnectionsListed question = new BackendStep.ConnectionsListed(tenant, cid, null, 1);
        List<Held> own = own(question);
        return (own.isEmpty() ? everywhere(question) : Future.succeededFuture(own))
                .compose(found -> found.isEmpty() ? NotFound.future() : Future.succeededFuture(found.getFirst()));
    }

    private Future<List<Held>> everywhere(BackendStep.ConnectionsListed question) {
        List<Held> own = own(question);
        return Inquiry.all(cluster, cluster.peers(), question)
                .map(told -> page(
                        Stream.concat(told.stream().flatMap(ConnectionLists::held), own.stream()), question.limit()));
    }

    private static Stream<Held> held(BackendStep step) {
        return step instanceof BackendStep.ConnectionsHeld(var tenant, var held) ? held.stream() : Stream.empty();
    }

    /** A connection that has just gone from one node to another may be told of by both. */
    private static List<Held> page(Stream<Held> all, int limit) {
        SortedMap<Cid, Held> byCid = new TreeMap<>(Sessions.ORDER);
        all.forEach(one -> byCid.merge(one.connection().cid(), one, ConnectionLists::later));
        return byCid.values().stream().limit(limit).toList();
    }

    private static Held later(Held one, Held other) {
        return new Held(one.user(), Whereabouts.later(one.connection(), other.connection()));
    }

    private List<Held> own(BackendStep.ConnectionsListed asked) {
        Cid only = asked.only();
        if (only != null) {
            Resident one = residents.find(only);
            return one == null || !one.session().tenant().equals(asked.tenant()) ? List.of() : List.of(held(one));
        }
        return residents.page(asked.tenant(), asked.after(), Math.clamp(asked.limit(), 0, MAX_PAGE)).stream()
                .map(ConnectionLists::held)
                .toList();
    }

    private static Held held(Resident one) {
        return new Held(one.session().user().id(), Whereabouts.connected(one));
    }

    /** Another node asks. */
    Buffer answer(BackendStep.ConnectionsListed asked) {
        return Inquiry.encode(new BackendStep.ConnectionsHeld(asked.tenant(), own(asked)));
    }
}
