package io.ringway.cluster.claims;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.listing.CodePoints;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The names of a node without others. Owned by the hub; every future is completed when it is returned. */
public final class ClaimBook implements Claims {
    private final Map<Name, Claim> held = new HashMap<>();
    private final InstantSource clock;
    private final BiConsumer<Name, Cid> lost;

    /** @param lost told of a connection that holds its name no longer */
    public ClaimBook(InstantSource clock, BiConsumer<Name, Cid> lost) {
        this.clock = clock;
        this.lost = lost;
    }

    @Override
    public Future<Cid> claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        Claim before = held.get(name);
        Claim after = Claim.taken(before, new Claim(cid, fingerprint, clock.millis()), stale);
        held.put(name, after);
        if (before != null && !before.cid().equals(after.cid())) {
            lost.accept(name, before.cid());
        }
        return Future.succeededFuture(after.cid());
    }

    @Override
    public void release(Name name, Cid cid) {
        held.computeIfPresent(name, (same, claim) -> claim.cid().equals(cid) ? null : claim);
    }

    @Override
    public Future<Optional<Cid>> holder(Name name) {
        return Future.succeededFuture(Optional.ofNullable(held.get(name)).map(Claim::cid));
    }

    @Override
    public Future<List<Name>> names(Tenant tenant, String after, int limit) {
        return Future.succeededFuture(held.keySet().stream()
                .filter(name -> name.tenant().equals(tenant) && CodePoints.ORDER.compare(name.text(), after) > 0)
                .sorted((a, b) -> CodePoints.ORDER.compare(a.text(), b.text()))
                .limit(limit)
                .toList());
    }
}
