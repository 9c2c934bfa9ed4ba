package io.ringway.gateway.session.node;

import io.ringway.cluster.Cluster;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.backend.Errands;
import io.ringway.gateway.session.backend.LastSeen;
import io.ringway.gateway.session.backend.TurnNames;
import io.ringway.gateway.session.backend.Whereabouts;

/** What a node does for the app's backend, put together. */
final class NodeBackend {
    final LastSeen lastSeen;
    final TurnNames turn;
    final Backend backend;
    final Errands errands;

    NodeBackend(Node.Parts parts, Sessions sessions, NodeGroups groups, NodeCalls calls, NodeClients clients) {
        Hub hub = parts.hub();
        Cluster cluster = parts.cluster();
        lastSeen = new LastSeen(parts.seen(), parts.clock());
        sessions.whenGone(lastSeen::ended);
        groups.virtualMembers.whenGone(lastSeen::ended);
        Whereabouts whereabouts =
                new Whereabouts(cluster, groups.moving.residents(), groups.virtualMembers.steering()::isHere, lastSeen);
        turn = new TurnNames(hub, cluster, parts.ice());
        backend = new Backend(
                hub,
                cluster,
                sessions,
                groups.messaging,
                groups.onBehalf,
                groups.virtualMembers.steering(),
                clients.admission,
                calls.log,
                calls.ofBackends,
                clients.exclusion,
                parts.revocations(),
                whereabouts,
                groups.rules,
                groups.states,
                groups.transfers,
                groups.hosts,
                groups.gatherings,
                turn);
        errands = new Errands(
                groups.virtualMembers,
                groups.onBehalf,
                whereabouts,
                groups.words,
                groups.transfers,
                calls.ofBackends,
                turn);
    }
}
