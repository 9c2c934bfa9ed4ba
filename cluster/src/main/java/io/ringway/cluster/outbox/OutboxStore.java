package io.ringway.cluster.outbox;

import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Keeps the books of lines. Every call is one atomic step on a line; every future completes, or fails, within the store's
 * time-out, on the hub, where it was asked. What failed may have been carried out all the same, and may be asked again: a
 * {@link Batch} is carried out once.
 */
public interface OutboxStore extends Store {
    /** How long a line that has no seats, no news and lost none is remembered: within that its numbers never go back. */
    long FORGET_MS = 3_600_000;

    /** A line that nobody has written to for so long is given up, such as one of a receiver that is no more. */
    long ABANDON_MS = 7 * 24 * FORGET_MS;

    /** What waits is not what was told. */
    int CHANGED = -1;

    Future<Written> write(String line, Batch batch);

    /** The oldest news after a number. */
    Future<List<Entry>> head(String line, long after, int limit);

    /** Takes out what was told; completes with how many wait still. */
    Future<Integer> take(String line, Collection<Long> seqs);

    /**
     * Takes out what was told, as it was told; completes with how many wait still, or with {@link #CHANGED} where it is to be
     * told once more meanwhile, or more of it is ({@link Step.Back}): then it stays.
     */
    Future<Integer> take(String line, Entry told);

    /** What there is of a line; {@link Tally#NOTHING} of one that is not known. */
    Future<Tally> tally(String line);

    /** Looks through all lines. Costs something for each: to be asked now and then, by one node. */
    Future<Survey> survey(Set<Long> live);
}
