package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Each node in turn is asked to stop, and started again. */
final class RollingRestart implements Scenario {
    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public String what() {
        return "Each node in turn is asked to stop, waited for, and started again; the next when all see each other.";
    }

    /** A node takes up to 20 s to be gone. */
    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(20));
    }

    @Override
    public void play(Run run) {
        run.moment("begin");
        for (int i = 0; i < Setup.NODES; i++) {
            int node = i;
            run.moment("asked " + node);
            run.during("asked to stop", node, () -> {
                run.node(node).terminate();
                run.awaitThat(
                        "gone " + node,
                        Duration.ofSeconds(40),
                        () -> !run.node(node).runs());
            });
            if (run.node(node).runs()) {
                run.node(node).kill();
            } else {
                run.note("exit " + node, Integer.toString(run.node(node).exitCode()));
            }
            run.event("started again", node);
            run.node(node).start();
            run.awaitThat(
                    "all nodes see each other, " + node,
                    Duration.ofSeconds(60),
                    () -> run.balancer().health(node).state() == Health.State.READY
                            && run.balancer().allSee(Setup.NODES));
        }
        run.moment("end");
        run.awaitAllBack(Duration.ofSeconds(20));
        run.keepLooking(run.setup().grace().plusSeconds(3));
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        List<Figure> figures = new ArrayList<>(outcome.gaps(outcome.at("begin"), outcome.at("end"), 2, 10));
        long clean = outcome.notes().values().stream().filter("0"::equals).count();
        figures.add(Figure.that("nodes that ended with 0", "3", Long.toString(clean), clean == Setup.NODES));
        for (int node = 0; node < Setup.NODES; node++) {
            figures.add(Figure.atMost("node " + node + " gone", 20, outcome.between("asked " + node, "gone " + node)));
        }
        return figures;
    }
}
