package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.claims.Claim;
import io.ringway.cluster.claims.ClaimStep;
import io.ringway.cluster.claims.OwnClaims;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names of the whole cluster, one row each. Owned by the hub context. */
final class ClaimTable implements Claims {
    private static final long CLAIM_MS = 3_000;
    private static final long LOOKUP_MS = 250;
    private static final long LISTING_MS = 3_000;

    private final BlockingCalls listings;
    private final IMap<String, byte[]> map;
    private final Context hub;
    private final Supplier<Set<NodeRef>> alive;
    private final OwnClaims own;

    ClaimTable(
            BlockingCalls listings,
            IMap<String, byte[]> map,
            Context hub,
            Supplier<Set<NodeRef>> alive,
            BiConsumer<Name, Cid> lost) {
        this.listings = listings;
        this.map = map;
        this.hub = hub;
        this.alive = alive;
        this.own = new OwnClaims(this::carryOut, lost);
    }

    @Override
    public Future<Cid> claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        Promise<Cid> answer = promise();
        own.claim(name, new Claim(cid, fingerprint, System.currentTimeMillis()), stale)
                .onComplete(answer);
        // What failed may have happened all the same, or may happen yet.
        return answer.future().timeout(CLAIM_MS, TimeUnit.MILLISECONDS).onFailure(unknown -> release(name, cid));
    }

    @Override
    public void release(Name name, Cid cid) {
        own.release(name, cid);
    }

    /** See {@link OwnClaims#keep}. */
    void keep() {
        own.keep();
    }

    private Future<Optional<Claim>> carryOut(Name name, ClaimStep step) {
        Promise<Optional<Claim>> answer = promise();
        Asynchronously.call(() -> map.submitToKey(key(name), ClaimProcessor.of(step)))
                .whenComplete((row, failure) -> hub.runOnContext(turn -> {
                    if (failure != null) {
                        answer.fail(failure);
                    } else {
                        answer.complete(Optional.ofNullable(Claimed.read(row)));
                    }
                }));
        return answer.future();
    }

    @Override
    public Future<Optional<Cid>> holder(Name name) {
        Promise<Optional<Cid>> answer = promise();
        Asynchronously.call(() -> map.getAsync(key(name)))
                .whenComplete((row, failure) -> hub.runOnContext(turn -> {
                    if (failure != null) {
                        answer.tryFail(failure);
                    } else {
                        answer.tryComplete(Optional.ofNullable(Claimed.read(row))
                                .map(Claim::cid)
                                .filter(this::isAlive));
                    }
                }));
        return answer.future().timeout(LOOKUP_MS, TimeUnit.MILLISECONDS);
    }

    /** A connection keeps the incarnation in which its node took it. */
    private boolean isAlive(Cid cid) {
        return ids(alive.get()).contains(cid.node().id());
    }

    private static Set<Long> ids(Set<NodeRef> nodes) {
        return nodes.stream().map(NodeRef::id).collect(Collectors.toSet());
    }

    @Override
    public Future<List<Name>> names(Tenant tenant, String after, int limit) {
        Set<Long> nodes = ids(alive.get());
        return listings.run(() -> NameListing.page(map, tenant, after, limit, nodes))
                .timeout(LISTING_MS, TimeUnit.MILLISECONDS);
    }

    void tick(long now) {
        own.tick(now);
    }

    private <T> Promise<T> promise() {
        return ((ContextInternal) hub).promise();
    }

    private static String key(Name name) {
        return Keys.of(name.tenant(), name.text());
    }
}
