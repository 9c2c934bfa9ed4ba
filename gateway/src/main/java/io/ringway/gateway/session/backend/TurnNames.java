package io.ringway.gateway.session.backend;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Tenant;
import io.ringway.gateway.ice.IceException;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.Owned;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.session.Hub;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What nodes know of the TURN credentials that others have given out. Any thread; futures complete on the caller's context.
 */
public final class TurnNames {
    private final Hub hub;
    private final Cluster cluster;
    private final IceServers ice;

    public TurnNames(Hub hub, Cluster cluster, IceServers ice) {
        this.hub = hub;
        this.cluster = cluster;
        this.ice = ice;
    }

    /**
     * Whose credentials these are, as every other node knows it. Fails where they are another tenant's, and where a node does not
     * answer: that may be the one that knows.
     */
    public Future<List<Owned>> owners(Tenant tenant, String username) {
        BackendStep question = new BackendStep.TurnAsked(tenant, username);
        return hub.ask(() -> Inquiry.all(cluster, cluster.peers(), question).map(TurnNames::owned));
    }

    private static List<Owned> owned(List<BackendStep> answers) {
        List<Owned> known = new ArrayList<>();
        for (BackendStep answer : answers) {
            if (answer instanceof BackendStep.TurnTold told) {
                if (told.isForeign()) {
                    throw new IceException.UnknownCredentials();
                }
                told.owner().ifPresent(known::add);
            }
        }
        return known;
    }

    /** Another tenant's name does not leave this node; that it is another's does. */
    Future<Buffer> answer(BackendStep.TurnAsked asked) {
        return ice.owners(asked.username()).map(known -> {
            boolean isForeign = known.stream().anyMatch(one -> !one.isOf(asked.tenant()));
            return Inquiry.encode(
                    isForeign || known.isEmpty()
                            ? new BackendStep.TurnTold(asked.tenant(), isForeign, "", 0)
                            : BackendStep.TurnTold.of(asked.tenant(), known.getFirst()));
        });
    }

    /**
     * Says to every other node that this one has taken TURN credentials back. A node that cannot be reached, or that comes later,
     * does not hear of it: there their user is given new ones.
     */
    public void takenBack(Tenant tenant, String username, List<Owned> known) {
        BackendStep.TurnTold owner = known.isEmpty()
                ? new BackendStep.TurnTold(tenant, false, "", 0)
                : BackendStep.TurnTold.of(tenant, known.getFirst());
        Envelope news = new Envelope.TurnTakenBack(tenant, username, owner.name(), owner.expiresAt());
        hub.execute(() -> cluster.peers().forEach(peer -> cluster.post(peer, EnvelopeCodec.encode(news))));
    }

    public void heard(Envelope.TurnTakenBack news) {
        List<Owned> told = news.owner().isEmpty() ? List.of() : List.of(Owned.of(news.owner(), news.expiresAt()));
        var unused = ice.takenBack(news.tenant(), news.username(), told);
    }
}
