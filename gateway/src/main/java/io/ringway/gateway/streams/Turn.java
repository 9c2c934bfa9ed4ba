package io.ringway.gateway.streams;

import io.ringway.cluster.streams.InStream;
import io.ringway.cluster.streams.Take;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn a stream is, as far as this node knows, and what it is to ask for next: each answer that came, or did not come,
 * decides that. Pure; all times are in milliseconds, by a clock that nobody sets.
 */
final class Turn {
    private static final int BATCH = 64;
    private static final long PAUSE_MS = 500;

    private final long leaseMillis;
    private boolean isHeld;
    /** By this process's own clock, which began to count before the store did. */
    private long heldUntil;

    private long renewAt;
    private long notBefore;
    /** Nothing new is there, as far as is known. */
    private boolean isIdle;
    /** What was given before is looked at behind this id; null where that is over. */
    private @Nullable String again;

    private String seen = "0-0";

    /** What is asked of the store. */
    sealed interface Step {
        record Nothing() implements Step {}

        /** The lease alone. */
        record Renew() implements Step {}

        record New(int limit) implements Step {}

        record Again(String after, int limit) implements Step {}
    }

    Turn(long leaseMillis, long now) {
        this.leaseMillis = leaseMillis;
        this.heldUntil = now;
        this.renewAt = now;
        this.notBefore = now;
    }

    /** Whether this node has the lease; after {@link #expire} for certain. */
    boolean isHeld(long now) {
        return isHeld && now < heldUntil;
    }

    /** Whether the lease is over that this node had. */
    boolean expire(long now) {
        boolean isOver = isHeld && now >= heldUntil;
        isHeld = isHeld && !isOver;
        return isOver;
    }

    void giveUp() {
        isHeld = false;
    }

    /** @param room how many more entries may be taken */
    Step next(long now, int room) {
        if (now < notBefore) {
            return new Step.Nothing();
        }
        if (!isHeld) {
            return new Step.Renew();
        }
        if (room <= 0 || isIdle) {
            return renewal(now);
        }
        int limit = Math.min(BATCH, room);
        return again == null ? new Step.New(limit) : new Step.Again(again, limit);
    }

    /** What is asked where no entries are wanted. */
    Step renewal(long now) {
        return now >= renewAt && now >= notBefore ? new Step.Renew() : new Step.Nothing();
    }

    /**
     * The store answered. Whether the turn is another's, or this node's anew: what has not begun is to be forgotten then.
     *
     * @param asked when it was asked
     */
    boolean answered(Step step, long asked, Take take, long now) {
        heldUntil = asked + leaseMillis * 4 / 5;
        renewAt = asked + leaseMillis / 4;
        if (take.lease() == Take.Lease.ELSEWHERE) {
            isHeld = false;
            notBefore = now + PAUSE_MS;
            return true;
        }
        // Kept, though this node did not know: the answer that said so first was lost, or came too late.
        if (take.lease() == Take.Lease.BEGUN || !isHeld) {
            isHeld = true;
            isIdle = false;
            again = InStream.FIRST;
            seen = "0-0";
            return true;
        }
        read(step, take.last());
        return false;
    }

    private void read(Step step, String last) {
        switch (step) {
            case Step.New read -> isIdle = last.isEmpty();
            case Step.Again read -> again = last.isEmpty() ? null : last;
            case Step.Renew renewed -> {}
            case Step.Nothing nothing -> {}
        }
        seen = last.isEmpty() ? seen : last;
    }

    /** The store did not answer. What it gave all the same is to be given again, before anything new. */
    void failed(Step step, long now) {
        notBefore = now + PAUSE_MS;
        if (step instanceof Step.New) {
            again = InStream.FIRST;
        }
    }

    /** Whether there is nothing to be read but what comes. */
    boolean isWaiting(long now) {
        return isHeld(now) && isIdle;
    }

    /** Behind this id comes what is new. */
    String seen() {
        return seen;
    }

    /** Something new is there, or may be. */
    void news(String id) {
        isIdle = false;
        seen = id.isEmpty() ? seen : id;
    }
}
