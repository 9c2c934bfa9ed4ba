package io.ringway.gateway.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is on its way between the nodes of a {@link HistorySimulation}, and their keeper. */
final class HistoryNetwork {
    private final Random random;
    private final boolean repeats;
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private final Map<String, Long> lastArrival = new HashMap<>();
    private final Set<String> cut = new TreeSet<>();
    private boolean isKeeperAway;
    private long order;

    record InFlight(long at, long order, long from, long to, HistoryMessage message) implements Comparable<InFlight> {
        @Override
        public int compareTo(InFlight other) {
            int times = Long.compare(at, other.at);
            return times != 0 ? times : Long.compare(order, other.order);
        }
    }

    /** @param repeats whether a copy may come much later */
    HistoryNetwork(Random random, boolean repeats) {
        this.random = random;
        this.repeats = repeats;
    }

    private static String way(long from, long to) {
        return from + ">" + to;
    }

    boolean isCut(long from, long to) {
        return cut.contains(way(from, to));
    }

    boolean isKeeperAway() {
        return isKeeperAway;
    }

    void keeperAway(boolean isAway) {
        isKeeperAway = isAway;
    }

    /** Everybody reaches everybody again. */
    void heal() {
        cut.clear();
    }

    /** All that is on its way is lost. */
    void clear() {
        inFlight.clear();
    }

    /** Now and then, as the number says, of up to 600; whether it was done. */
    boolean splitOrHeal(List<Long> ids, int what) {
        if (what >= 20) {
            return false;
        }
        if (cut.isEmpty()) {
            split(ids);
        } else {
            heal();
        }
        return true;
    }

    /** In two, in both directions. */
    private void split(List<Long> ids) {
        long alone = ids.get(random.nextInt(ids.size()));
        ids.stream().filter(other -> other != alone).forEach(other -> {
            cut.add(way(alone, other));
            cut.add(way(other, alone));
        });
    }

    /** In two, and now and then in some directions alone. */
    void cutOff(List<Long> ids) {
        int sides = random.nextInt(1 << Math.min(5, ids.size()));
        for (int i = 0; i < ids.size(); i++) {
            for (int j = 0; j < ids.size(); j++) {
                if (((sides >> i) & 1) != ((sides >> j) & 1)) {
                    cut.add(way(ids.get(i), ids.get(j)));
                }
            }
        }
        if (random.nextInt(4) == 0) {
            cut.removeIf(way -> random.nextBoolean());
        }
    }

    /** The order between two nodes is kept; a copy may come much later. */
    void transmit(long now, long from, long to, HistoryMessage message) {
        boolean withKeeper = from == Regime.KEEPER || to == Regime.KEEPER;
        if (isCut(from, to) || (withKeeper && isKeeperAway)) {
            return;
        }
        String way = way(from, to);
        long at = Math.max(lastArrival.getOrDefault(way, 0L), now + random.nextInt(random.nextInt(20) == 0 ? 400 : 20));
        lastArrival.put(way, at);
        inFlight.add(new InFlight(at, order++, from, to, message));
        if (repeats && !withKeeper && random.nextInt(10) == 0) {
            inFlight.add(new InFlight(at + random.nextInt(3_000), order++, from, to, message));
        }
    }

    /** The next that arrives until then. */
    @Nullable
    InFlight next(long end) {
        InFlight next = inFlight.peek();
        return next == null || next.at > end ? null : inFlight.poll();
    }
}
