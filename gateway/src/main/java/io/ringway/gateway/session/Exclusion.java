package io.ringway.gateway.session;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.Revocation.Kind;
import io.ringway.gateway.auth.Revocations;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps out whoever is revoked or banned, on every node. Each node has the whole list in memory: what is new is told to all
 * peers at once, and a node asks every peer that it has not met before, at its start before it serves anybody, and when a
 * split network has healed. What is told is numbered, and the number told again every few seconds: so whoever has missed
 * something, as a peer that is far behind does, asks for everything. Hub only.
 */
final class Exclusion {
    private static final Tenant NOBODY = new Tenant("-");
    private static final int BATCH = 500;
    private static final int TICKS_BETWEEN_TRIES = 10;
    private static final int TICKS_BETWEEN_COUNTS = 2;

    private final Cluster cluster;
    private final Sessions sessions;
    private final Admission admission;
    private final Revocations revocations;
    private final Set<NodeRef> met = new HashSet<>();
    private final Map<NodeRef, Integer> again = new HashMap<>();
    /** How far this node has heard of what each peer has said, by the peer's id. */
    private final Map<Long, Long> heard = new HashMap<>();

    private long said;
    private int ticks;

    Exclusion(Cluster cluster, Sessions sessions, Admission admission, Revocations revocations) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.admission = admission;
        this.revocations = revocations;
    }

    /** Completes when every peer has told what it knows, or could not. */
    Future<Void> start() {
        return Future.join(List.copyOf(cluster.peers()).stream().map(this::meet).toList())
                .transform(done -> Future.succeededFuture());
    }

    private Future<Buffer> meet(NodeRef peer) {
        Envelope question = new Envelope.OfBackend(new BackendStep.RevokedAsked(NOBODY));
        met.add(peer);
        return cluster.ask(peer, EnvelopeCodec.encode(question))
                .onSuccess(answer -> heard(peer, number(answer)))
                .onFailure(silence -> {
                    met.remove(peer);
                    again.put(peer, ticks + TICKS_BETWEEN_TRIES);
                });
    }

    private void heard(NodeRef peer, long number) {
        heard.merge(peer.id(), number, Math::max);
    }

    private static long number(Buffer answer) {
        try {
            return EnvelopeCodec.decode(answer) instanceof Envelope.OfBackend(BackendStep.Revoked all)
                    ? all.number()
                    : 0;
        } catch (EnvelopeException notOurs) {
            return 0;
        }
    }

    /** The list goes out before the answer does, and arrives before it. */
    Future<Buffer> tellAll(NodeRef to) {
        Map<Tenant, List<Revocation>> byTenant =
                revocations.all().stream().collect(Collectors.groupingBy(Revocation::tenant));
        byTenant.forEach((tenant, all) -> {
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Revocation> batch = new ArrayList<>(all.subList(from, Math.min(all.size(), from + BATCH)));
                cluster.post(to, encode(tenant, 0, batch));
            }
        });
        return Future.succeededFuture(encode(NOBODY, said, List.of()));
    }

    private static Buffer encode(Tenant tenant, long number, List<Revocation> revoked) {
        return EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.Revoked(tenant, number, revoked)));
    }

    /** The app's backend says so, to this node. */
    void add(Revocation revocation) {
        take(revocation);
        Buffer news = encode(revocation.tenant(), ++said, List.of(revocation));
        cluster.peers().forEach(peer -> cluster.post(peer, news));
    }

    void receive(NodeRef from, BackendStep.Revoked news) {
        news.revocations().forEach(this::take);
        if (news.number() == heard.getOrDefault(from.id(), 0L) + 1) {
            heard(from, news.number());
        }
    }

    void receive(NodeRef from, BackendStep.RevokedCount count) {
        if (count.number() > heard.getOrDefault(from.id(), 0L)) {
            // Asked again with the next tick.
            met.removeIf(peer -> peer.id() == from.id());
        }
    }

    private void take(Revocation revocation) {
        if (revocations.add(revocation)) {
            Collection<Session> candidates = revocation.kind() == Kind.TOKEN
                    ? sessions.with(revocation.tenant(), revocation.id())
                    : sessions.of(new UserId(revocation.tenant(), revocation.id()));
            candidates.stream()
                    .filter(session -> against(session.principal()) != null)
                    .toList()
                    .forEach(session -> {
                        CloseCode code = against(session.principal());
                        if (code != null) {
                            admission.dismiss(session, code);
                        }
                    });
        }
    }

    /** What a bearer is told who may not be here; null where it may. */
    @Nullable
    CloseCode against(Principal principal) {
        return switch (revocations.against(principal)) {
            case null -> null;
            case BAN -> CloseCode.BANNED;
            case TOKEN, TOKENS -> CloseCode.REVOKED;
        };
    }

    /** Once a second. */
    void tick() {
        revocations.tick();
        ticks++;
        met.retainAll(cluster.peers());
        again.keySet().retainAll(cluster.peers());
        heard.keySet().retainAll(cluster.peers().stream().map(NodeRef::id).toList());
        if (said > 0 && ticks % TICKS_BETWEEN_COUNTS == 0) {
            Buffer count = EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.RevokedCount(NOBODY, said)));
            cluster.peers().forEach(peer -> cluster.post(peer, count));
        }
        for (NodeRef peer : List.copyOf(cluster.peers())) {
            if (!met.contains(peer) && again.getOrDefault(peer, 0) <= ticks) {
                meet(peer);
            }
        }
    }
}
