package io.ringway.bench.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** See {@link Scenario.JoinStorm}. What a member knows is its roster and the notices after it. */
final class JoinStormRun implements Listener {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final int[] known;
    private long knownByAll;
    private long notices;

    private JoinStormRun(int size) {
        known = new int[size];
    }

    static Outcome run(Scenario.JoinStorm storm, Bed bed, Outcome outcome) {
        // Once for the nodes to warm up, once for the figures, in another group.
        once(storm, bed, "warm-up", new Outcome(outcome.scenario()));
        return once(storm, bed, "storm", outcome);
    }

    private static Outcome once(Scenario.JoinStorm storm, Bed bed, String group, Outcome outcome) {
        List<Connection> members = bed.open(storm.size(), i -> i);
        JoinStormRun run = new JoinStormRun(storm.size());
        double cpu = bed.nodes().cpuSeconds();
        long start = System.nanoTime();
        for (Connection member : members) {
            member.listener(run);
            member.send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}");
        }
        long everybody = (long) storm.size() * storm.size();
        bed.loop().until(() -> run.knownByAll >= everybody, WITHIN);
        double seconds = (System.nanoTime() - start) / 1e9;
        outcome.deliveries(run.notices, run.notices + run.unknown(), bed.nodes().cpuSeconds() - cpu);
        members.forEach(Connection::end);
        return outcome.with(Figure.CONNECTIONS, storm.size()).with(Figure.SECONDS, seconds);
    }

    @Override
    public void text(Connection from, ByteBuffer payload) {
        int news = switch (Texts.type(payload)) {
            case 'n' -> 1;
            case 'r' -> Texts.members(payload);
            default -> throw new IllegalStateException("neither a notice nor a roster");
        };
        notices += Texts.type(payload) == 'n' ? 1 : 0;
        known[from.index()] += news;
        knownByAll += news;
    }

    /** Members that somebody has not heard of. */
    private long unknown() {
        long unknown = 0;
        for (int each : known) {
            unknown += Math.max(0, known.length - each);
        }
        return unknown;
    }
}
