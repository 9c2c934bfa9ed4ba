package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two of three nodes are killed within a second; one is left, which serves all. */
final class TwoKills implements Scenario {
    @Override
    public String name() {
        return "two-kills";
    }

    @Override
    public String what() {
        return "Two of three nodes are killed within a second, and started again later. The last one may serve alone.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(2)).with("RINGWAY_CLUSTER_MIN_NODES", "1");
    }

    @Override
    public void play(Run run) {
        int first = run.anyNode();
        int second = (first + 1 + run.random().nextInt(Setup.NODES - 1)) % Setup.NODES;
        Duration between = Duration.ofMillis(run.random().nextInt(900));
        run.moment("killed");
        run.during("killed", first, () -> {
            run.node(first).kill();
            run.elapse(between);
            run.during("killed " + between.toMillis() + " ms later", second, () -> {
                run.node(second).kill();
                run.moment("both killed");
                run.awaitAllBack(Duration.ofSeconds(30));
                run.keepLooking(run.notice().plusSeconds(2));
            });
        });
        run.event("started again", first);
        run.event("started again", second);
        run.node(first).start();
        run.node(second).start();
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(60),
                () -> run.balancer().allSee(Setup.NODES));
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long killed = outcome.at("killed");
        List<Figure> figures = new ArrayList<>(outcome.gaps(killed, killed + 15_000_000, 5, 10));
        figures.add(Figure.atMost("all back and in their groups", 10, outcome.between("both killed", "all back")));
        return figures;
    }
}
