package io.ringway.cluster.streams;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A stream that backends add to, and that one reader at a time takes from, in order. The turn is a lease: it ends when it is
 * not renewed, and then whatever the reader before was given is given to the next one. All futures fail where the store does
 * not answer. Hub only.
 */
public interface InStream {
    /** To begin with. */
    String FIRST = "-";

    /**
     * Renews the lease, or takes it where nobody has it, and takes entries that no reader was given yet; fewer where they are
     * large.
     *
     * @param reader names the reader
     * @param limit 0 renews the lease alone
     */
    Future<Take> take(String reader, long leaseMillis, int limit);

    /** As {@link #take}, but entries that readers were given and that are not settled, behind an id or {@link #FIRST}. */
    Future<Take> takeAgain(String reader, long leaseMillis, int limit, String after);

    /**
     * Keeps how often entries will have been begun that are given again. Completes with those that are still to be done; fails
     * where the lease is another's.
     *
     * @param begun how often, this time included, by id
     */
    Future<Set<String>> begin(String reader, Map<String, Long> begun);

    /** Completes with the id of an entry behind this one, as soon as there is one, or with nothing after a while. */
    Future<Optional<String>> await(String after);

    /** Takes entries out, each wholly or not at all; what is settled already stays so. Fails where one could not be. */
    Future<Void> settle(List<Settlement> settlements);

    /** Gives the lease up, if it is this reader's. */
    Future<Void> release(String reader);

    Future<StreamFigures> figures();

    /** What is wrong at the moment, in an operator's words. Any thread. */
    Optional<String> trouble();

    Future<Void> close();
}
