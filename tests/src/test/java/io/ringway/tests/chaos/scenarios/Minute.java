package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.report.Figure;
import io.ringway.tests.support.NodeJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A little of everything, in a minute: for every build, beside other tests, so that it is generous with times. What must not
 * happen must not happen here either.
 */
public final class Minute implements Scenario {
    @Override
    public String name() {
        return "minute";
    }

    @Override
    public String what() {
        return "One node is killed and started again, another stands still for 2 s, and one is cut off and heard again.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return setup.grace(Duration.ofSeconds(10))
                .detection(Duration.ofSeconds(7))
                .jvm(NodeJvm.SHORT_LIVED);
    }

    @Override
    public void play(Run run) {
        int victim = run.anyNode();
        run.moment("killed");
        run.during("killed", victim, () -> {
            run.node(victim).kill();
            run.awaitAllBack(Duration.ofSeconds(20));
        });
        run.event("started again", victim);
        run.node(victim).start();
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(40),
                () -> run.balancer().allSee(Setup.NODES));
        int hung = (victim + 1) % Setup.NODES;
        run.hang(hung, Duration.ofSeconds(2));
        int alone = (victim + 2) % Setup.NODES;
        run.moment("cut off");
        run.cutOff(alone, () -> {
            run.awaitThat(
                    "fenced",
                    Duration.ofSeconds(15),
                    () -> run.balancer().health(alone).state() == Health.State.NOT_READY);
            // Longer than any detector takes: what a heal before that does is what other scenarios are for.
            run.elapse(Duration.ofSeconds(8));
            run.moment("healed");
        });
        run.awaitThat(
                "healed, all see each other",
                Duration.ofSeconds(30),
                () -> run.balancer().allSee(Setup.NODES));
        run.awaitAllBack(Duration.ofSeconds(20));
        run.keepLooking(run.setup().grace().plusSeconds(5));
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long killed = outcome.at("killed");
        List<Figure> figures = new ArrayList<>(outcome.gaps(killed, outcome.at("cut off"), 15, 20));
        figures.add(Figure.atMost("the lonely node not ready", 15, outcome.between("cut off", "fenced")));
        figures.add(Figure.atMost(
                "all nodes see each other, from the heal",
                30,
                outcome.between("healed", "healed, all see each other")));
        figures.add(Figure.atMost(
                "last wrong list of members, from the heal", 20, outcome.wrongListsUntil(outcome.at("healed"))));
        return figures;
    }
}
