package io.ringway.cluster.logs;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Logs outside of the nodes, one for each key. Nodes compete for a log with ballots, texts of which the greater one stands:
 * a log takes only what comes with the ballot that was promised last, and only behind what it has. All futures fail where
 * the store does not answer, with a {@link RefusedException} where another ballot was promised, with a
 * {@link FullException} where there is no room for more, and with a {@link BusyException} where it was not asked. Each of these is one atomic step; {@link #promise} and
 * {@link #append} are taken in the order in which they were asked for, while a log that is large goes to the store, or comes from
 * there, in parts, and other things between them. Hub only.
 */
public interface LogStore extends Store {
    /** Characters of a ballot. */
    int BALLOT_CHARS = 32;

    /** Promises that nothing of a lower ballot is taken any more; completes with what is there. */
    Future<Optional<Held>> promise(String key, String ballot, Duration age);

    /** Completes with all there is, or with nothing where there is no log. Fails where the log is another ballot's meanwhile. */
    Future<Optional<LogContents>> read(String key, String ballot);

    /**
     * Gives the log to a ballot. What it is told a second time it does not do again, but for a whole log that goes further
     * than what is here.
     *
     * @param contents gone through once, while it is sent, which may be much later
     * @param regime what {@link Held} says from then on; a step that comes with the same ballot and another regime is none
     * @param age after this long without a step the log is forgotten
     */
    Future<Void> install(String key, String ballot, Bytes regime, LogContents contents, Duration age);

    /**
     * Adds lines, of which those that do not follow the last one are left out. Completes with the number of the last one.
     *
     * @param oldest lines before this one go
     */
    Future<Long> append(String key, String ballot, List<Line> lines, long oldest, Duration age);

    /** Completes where the store takes what is written to it: so it finds out whether {@link #trouble} is over. */
    Future<Void> probe();

    /**
     * What is kept, in short.
     *
     * @param active whether something was asked to be added since it was installed
     * @param head the number of the last line; 0 where there is none
     */
    record Held(Bytes regime, boolean active, long head) {}

    /**
     * A line of a log.
     *
     * @param origin who handed it in, and {@code seq} as its how manyeth
     * @param mark what is to be known of it for longer than the line is kept; empty where there is nothing
     */
    record Line(long number, Bytes body, long origin, long seq, Bytes mark) {}
}
