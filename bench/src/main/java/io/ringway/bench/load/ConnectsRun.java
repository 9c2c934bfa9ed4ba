package io.ringway.bench.load;

import java.time.Duration;
import java.util.List;

/** See {@link Scenario.Connects}. The first hundred are for the node's own first steps. */
final class ConnectsRun {
    private static final int FIRST_STEPS = 100;
    private static final Duration IDLE = Duration.ofSeconds(3);

    private ConnectsRun() {}

    static Outcome run(Scenario.Connects connects, Bed bed, Outcome outcome) {
        bed.open(FIRST_STEPS, i -> 0).forEach(Connection::end);
        long rss = bed.nodes().rssKib();
        double cpu = bed.nodes().cpuSeconds();
        long start = System.nanoTime();
        List<Connection> opened = bed.open(connects.connections(), i -> 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        double spent = bed.nodes().cpuSeconds() - cpu;
        bed.loop().run(IDLE);
        long broken = opened.stream().filter(Connection::broken).count();
        outcome.with(Figure.CONNECTIONS, opened.size())
                .with(Figure.LOST, (double) broken)
                .with(Figure.SECONDS, seconds)
                .with(Figure.CPU_SECONDS, spent)
                .with(Figure.CPU_SECONDS_PER_MILLION, spent / opened.size() * 1e6);
        return rss < 0
                ? outcome
                : outcome.with(
                        Figure.RSS_KIB_PER_CONNECTION, (double) (bed.nodes().rssKib() - rss) / opened.size());
    }
}
