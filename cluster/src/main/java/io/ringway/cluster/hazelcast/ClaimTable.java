package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Claims;
import io.ringway.cluster.Name;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.claims.Claim;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names of the whole cluster, one row each, and those that this node's connections hold. Owned by the hub context.
 *
 * <p>Of each name at most one step of this node is on its way; the next one waits for it. A release that fails is repeated
 * until it succeeds, and so is a holder's word that it still holds the name; a new claim is not, as somebody waits for it.
 */
final class ClaimTable implements Claims {
    private static final long CLAIM_MS = 3_000;
    private static final long LOOKUP_MS = 250;
    private static final long LISTING_MS = 3_000;
    private static final long RETRY_MS = 500;

    private final BlockingCalls listings;
    private final IMap<String, byte[]> map;
    private final Context hub;
    private final Supplier<Set<NodeRef>> alive;
    private final BiConsumer<Name, Cid> lost;
    private final Map<Name, Claim> own = new HashMap<>();
    /** Of each name, the step that is on its way and those behind it. */
    private final Map<Name, Deque<Step>> steps = new HashMap<>();

    private final List<Name> failed = new ArrayList<>();
    private long retryAt;

    /** What is done to a row, and what follows from the row as it was before. */
    private record Step(
            ClaimProcessor processor,
            boolean isRepeated,
            @Nullable Cid released,
            @Nullable Claim kept,
            Outcome outcome) {
        static Step take(ClaimProcessor processor, Outcome outcome) {
            return new Step(processor, false, null, null, outcome);
        }

        static Step release(Cid cid) {
            return new Step(ClaimProcessor.release(cid), true, cid, null, (before, failure) -> {});
        }

        static Step keep(Claim claim, Outcome outcome) {
            return new Step(ClaimProcessor.keep(claim), true, null, claim, outcome);
        }
    }

    private interface Outcome {
        void is(@Nullable Claim before, @Nullable Throwable failure);
    }

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
        this.lost = lost;
    }

    @Override
    public Future<Cid> claim(Name name, Cid cid, Bytes fingerprint, @Nullable Cid stale) {
        Promise<Cid> answer = promise();
        Claim wanted = new Claim(cid, fingerprint, System.currentTimeMillis());
        add(name, Step.take(ClaimProcessor.take(wanted, stale), (before, failure) -> {
            if (failure != null) {
                answer.fail(failure);
            } else {
                answer.complete(taken(name, before, wanted, stale));
            }
        }));
        // What failed may have happened all the same, or may happen yet.
        return answer.future().timeout(CLAIM_MS, TimeUnit.MILLISECONDS).onFailure(unknown -> release(name, cid));
    }

    private Cid taken(Name name, @Nullable Claim before, Claim wanted, @Nullable Cid stale) {
        Claim after = Claim.taken(before, wanted, stale);
        if (after.equals(wanted)) {
            // That of this node first: a node that took the name in between may have died before it could say so.
            Claim held = isReleased(name, wanted.cid()) ? own.remove(name) : own.put(name, wanted);
            tellOf(name, held, wanted);
            if (held == null || before == null || !held.cid().equals(before.cid())) {
                tellOf(name, before, wanted);
            }
        }
        return after.cid();
    }

    /** Whether a connection that was to have the name is gone, and the release waits behind the claim. */
    private boolean isReleased(Name name, Cid cid) {
        return steps.getOrDefault(name, new ArrayDeque<>(0)).stream().anyMatch(step -> cid.equals(step.released));
    }

    private void tellOf(Name name, @Nullable Claim before, Claim now) {
        if (before != null && !before.cid().equals(now.cid())) {
            lost.accept(name, before.cid());
        }
    }

    @Override
    public void release(Name name, Cid cid) {
        own.computeIfPresent(name, (same, claim) -> claim.cid().equals(cid) ? null : claim);
        add(name, Step.release(cid));
    }

    /** Says of every name of this node that it is still held, where the table may have lost it, or two tables were merged. */
    void keep() {
        Map.copyOf(own).forEach((name, claim) -> {
            if (!isToBeKept(name, claim)) {
                add(name, Step.keep(claim, (before, failure) -> kept(name, claim, before)));
            }
        });
    }

    /** Whether that waits to be said already, behind the step that is on its way: while the table hangs, once is enough. */
    private boolean isToBeKept(Name name, Claim claim) {
        return steps.getOrDefault(name, new ArrayDeque<>(0)).stream().skip(1).anyMatch(step -> claim.equals(step.kept));
    }

    private void kept(Name name, Claim claim, @Nullable Claim before) {
        if (!claim.equals(own.get(name))) {
            return;
        }
        if (Claim.kept(before, claim).equals(claim)) {
            tellOf(name, before, claim);
        } else {
            own.remove(name);
            lost.accept(name, claim.cid());
        }
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
        if (!failed.isEmpty() && now >= retryAt) {
            retryAt = now + RETRY_MS;
            List<Name> again = List.copyOf(failed);
            failed.clear();
            again.forEach(this::next);
        }
    }

    private void add(Name name, Step step) {
        Deque<Step> waiting = steps.computeIfAbsent(name, fresh -> new ArrayDeque<>(1));
        waiting.add(step);
        if (waiting.size() == 1) {
            next(name);
        }
    }

    private void next(Name name) {
        Step step = steps.getOrDefault(name, new ArrayDeque<>(0)).peek();
        if (step == null) {
            steps.remove(name);
            return;
        }
        Asynchronously.call(() -> map.submitToKey(key(name), step.processor))
                .whenComplete((row, failure) -> hub.runOnContext(turn -> done(name, step, row, failure)));
    }

    private void done(Name name, Step step, byte @Nullable [] row, @Nullable Throwable failure) {
        if (failure != null && step.isRepeated) {
            failed.add(name);
            return;
        }
        steps.getOrDefault(name, new ArrayDeque<>(0)).poll();
        step.outcome.is(Claimed.read(row), failure);
        next(name);
    }

    private <T> Promise<T> promise() {
        return ((ContextInternal) hub).promise();
    }

    private static String key(Name name) {
        return Keys.of(name.tenant(), name.text());
    }
}
