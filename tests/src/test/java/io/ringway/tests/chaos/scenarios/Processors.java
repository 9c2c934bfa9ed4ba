package io.ringway.tests.chaos.scenarios;

import com.sun.management.OperatingSystemMXBean;
import io.ringway.tests.chaos.cluster.ChaosNode;
import io.ringway.tests.chaos.report.Figure;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * How busy the machine's processors are in a part of a run, and with what: where they are full, times say how long everything waits for
 * one. Used from the test's thread.
 */
final class Processors {
    private static final int COUNT = Runtime.getRuntime().availableProcessors();

    private final long from = System.nanoTime();
    private final Duration nodes;
    private final Duration clients;

    private Processors(Run run) {
        nodes = nodes(run);
        clients = run.crowds().busy();
        // What it says next is about the time since now.
        double unused = machine();
    }

    /** From now on. */
    static Processors of(Run run) {
        return new Processors(run);
    }

    private static Duration nodes(Run run) {
        return run.cluster().nodes().stream().map(ChaosNode::processorTime).reduce(Duration.ZERO, Duration::plus);
    }

    private static double machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getCpuLoad();
    }

    /** Until now: for {@link #figure} and {@link #share}. */
    void note(Run run) {
        double seconds = (System.nanoTime() - from) / 1e9;
        double share = machine();
        run.note("share", Double.toString(share));
        run.note(
                "processors",
                String.format(
                        Locale.ROOT,
                        "%.2f and %.2f; %.2f of %d with all else",
                        nodes(run).minus(nodes).toMillis() / 1e3 / seconds,
                        run.crowds().busy().minus(clients).toMillis() / 1e3 / seconds,
                        share * COUNT,
                        COUNT));
    }

    static Figure figure(Outcome outcome) {
        return Figure.told("processors in use by nodes and by clients, before", outcome.noted("processors"));
    }

    /** Of all processors, in use by whatever runs on the machine; 0 to 1. */
    static double share(Outcome outcome) {
        return Double.parseDouble(outcome.noted("share"));
    }
}
