package io.ringway.gateway.http.ws;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who gives back how much, where what waits for all takes more memory than there is. Pure. */
final class Relief {
    private Relief() {}

    /** One outbox of somebody who has to give something back. */
    record Outbox<S>(S socket, long bytes) {}

    /**
     * Whoever has most gives first, down to what the next one has, then both, and so on, until enough has been given: who has no more than
     * is left to everybody gives nothing.
     *
     * @param held what waits for each, in bytes
     * @param excess how many bytes have to be given back
     * @return for those who have to give, the part of what they hold that they may keep: 0 to less than 1
     */
    static <P> Map<P, Double> kept(Map<P, Long> held, long excess) {
        List<Long> sums = new ArrayList<>(held.values());
        sums.sort(Comparator.reverseOrder());
        double level = level(sums, excess);
        Map<P, Double> kept = new HashMap<>();
        held.forEach((party, bytes) -> {
            if (bytes > level) {
                kept.put(party, level / bytes);
            }
        });
        return kept;
    }

    /** @param sums most first */
    private static double level(List<Long> sums, long excess) {
        long top = 0;
        for (int i = 0; i < sums.size(); i++) {
            top += sums.get(i);
            long next = i + 1 < sums.size() ? sums.get(i + 1) : 0;
            if (top - next * (i + 1) >= excess) {
                return (double) (top - excess) / (i + 1);
            }
        }
        return 0;
    }

    /** The fullest of somebody's outboxes: as few as will do, so that no more than the given bytes remain in the others. */
    static <S> List<S> fullest(List<Outbox<S>> outboxes, double keep) {
        List<Outbox<S>> order = new ArrayList<>(outboxes);
        order.sort(Comparator.comparingLong((Outbox<S> outbox) -> outbox.bytes).reversed());
        long left = order.stream().mapToLong(Outbox::bytes).sum();
        List<S> given = new ArrayList<>();
        for (Outbox<S> outbox : order) {
            if (left <= keep) {
                break;
            }
            left -= outbox.bytes;
            given.add(outbox.socket);
        }
        return given;
    }
}
