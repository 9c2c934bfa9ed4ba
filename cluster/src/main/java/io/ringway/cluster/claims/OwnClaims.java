package io.ringway.cluster.claims;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The names that the connections of one node hold, and the order in which it speaks of them to the table. Pure: the table
 * is passed in, and so is time. One owner.
 *
 * <p>Of each name at most one step of this node is on its way; the next one waits for it. A release that fails is repeated
 * until it succeeds, and so is a holder's word that it still holds the name; a new claim is not, as somebody waits for it.
 */
public final class OwnClaims {
    private static final long RETRY_MS = 500;

    private final Table table;
    private final BiConsumer<Name, Cid> lost;
    private final Map<Name, Claim> own = new HashMap<>();
    /** Of each name, the step that is on its way and those behind it. */
    private final Map<Name, Deque<Step>> steps = new HashMap<>();

    private final List<Name> failed = new ArrayList<>();
    private long retryAt;

    /** Where the rows are. */
    public interface Table {
        /** Carries out a step. The answer, the row as it was before, comes to the owner. */
        Future<Optional<Claim>> carryOut(Name name, ClaimStep step);
    }

    /** A step, and what follows from the row as it was before. */
    private record Step(ClaimStep change, Consumer<AsyncResult<Optional<Claim>>> outcome) {
        boolean isRepeated() {
            return !(change instanceof ClaimStep.Take);
        }

        boolean keeps() {
            return change instanceof ClaimStep.Keep;
        }

        boolean releases(Cid cid) {
            return change instanceof ClaimStep.Release(var released) && released.equals(cid);
        }
    }

    /** @param lost told of a connection, of any node, that holds its name no longer */
    public OwnClaims(Table table, BiConsumer<Name, Cid> lost) {
        this.table = table;
        this.lost = lost;
    }

    /**
     * Takes a name. Who does not wait for the answer any longer has to call {@link #release}: the claim may succeed yet.
     *
     * @param stale a holder that is known to be gone; null where none is
     * @return who holds it now; fails where the table does
     */
    public Future<Cid> claim(Name name, Claim wanted, @Nullable Cid stale) {
        Promise<Cid> answer = Promise.promise();
        add(name, new Step(new ClaimStep.Take(wanted, stale), row -> {
            if (row.failed()) {
                answer.fail(row.cause());
            } else {
                answer.complete(taken(name, row.result().orElse(null), wanted, stale));
            }
        }));
        return answer.future();
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
        return waiting(name).stream().anyMatch(step -> step.releases(cid));
    }

    private void tellOf(Name name, @Nullable Claim before, Claim now) {
        if (before != null && !before.cid().equals(now.cid())) {
            lost.accept(name, before.cid());
        }
    }

    /** Gives a name back; ignored where that connection does not hold it. */
    public void release(Name name, Cid cid) {
        own.computeIfPresent(name, (same, claim) -> claim.cid().equals(cid) ? null : claim);
        add(name, new Step(new ClaimStep.Release(cid), row -> {}));
    }

    /** Says of every name of this node that it is still held, where the table may have lost it, or two tables were merged. */
    public void keep() {
        Map.copyOf(own).forEach((name, claim) -> {
            if (!isToBeKept(name)) {
                add(name, keeping(name, claim));
            }
        });
    }

    /** Whether that waits to be said already, behind the step that is on its way: while the table hangs, once is enough. */
    private boolean isToBeKept(Name name) {
        return waiting(name).stream().skip(1).anyMatch(Step::keeps);
    }

    /** What is to be done about a name, of which the first is on its way; nothing, and not kept, where there is nothing. */
    private Deque<Step> waiting(Name name) {
        return steps.getOrDefault(name, new ArrayDeque<>(0));
    }

    private Step keeping(Name name, Claim claim) {
        return new Step(
                new ClaimStep.Keep(claim), row -> kept(name, claim, row.result().orElse(null)));
    }

    private void kept(Name name, Claim claim, @Nullable Claim before) {
        if (Claim.kept(before, claim).equals(claim)) {
            // Even where this one is gone by now: its release, which comes next, leaves the other without a row.
            tellOf(name, before, claim);
        } else if (own.remove(name, claim)) {
            lost.accept(name, claim.cid());
        }
    }

    /** Repeats what has failed, after a while. */
    public void tick(long now) {
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
        Deque<Step> waiting = waiting(name);
        renew(name, waiting);
        Step step = waiting.peek();
        if (step == null) {
            steps.remove(name);
        } else {
            table.carryOut(name, step.change).onComplete(row -> done(name, step, row));
        }
    }

    /** What waits to be kept may be held by another connection when its turn comes, or by none: it must not displace that. */
    private void renew(Name name, Deque<Step> waiting) {
        Claim held = own.get(name);
        while (waiting.peek() instanceof Step(ClaimStep.Keep(var claim), var outcome) && !claim.equals(held)) {
            waiting.remove();
            if (held != null) {
                waiting.addFirst(keeping(name, held));
            }
        }
    }

    private void done(Name name, Step step, AsyncResult<Optional<Claim>> row) {
        if (row.failed() && step.isRepeated()) {
            failed.add(name);
            return;
        }
        try {
            // It still stands first: a step that follows from it, such as a release, would set out twice otherwise.
            step.outcome.accept(row);
        } finally {
            waiting(name).poll();
            next(name);
        }
    }
}
