package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** One node is cut off from the two others for 30 s. */
final class Partition implements Scenario {
    @Override
    public String name() {
        return "partition";
    }

    @Override
    public String what() {
        return "One node and the two others do not hear each other for 30 s; clients reach all three throughout.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(7));
    }

    @Override
    public void play(Run run) {
        int alone = run.anyNode();
        run.moment("cut off");
        run.cutOff(alone, () -> {
            run.elapse(Duration.ofSeconds(30));
            run.moment("healed");
        });
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(60),
                () -> run.balancer().allSee(Setup.NODES));
        // So that there are clients on the node that was alone.
        run.crowds().tell(new Command.Reset(3));
        run.keepLooking(Duration.ofSeconds(12));
        run.awaitAllBack(Duration.ofSeconds(20));
        run.keepLooking(run.notice());
        run.calm();
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long cut = outcome.at("cut off");
        long healed = outcome.at("healed");
        int alone = outcome.victim("cut off");
        long notReady = outcome.untilHealth(cut, alone, health -> health.state() == Health.State.NOT_READY);
        List<Long> closed = outcome.lives().connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.node().equals("node" + alone) && each.opened() < cut && each.closed() > cut)
                .map(each -> each.closed() == Long.MAX_VALUE ? Long.MAX_VALUE : each.closed() - cut)
                .toList();
        long fenced = Math.max(notReady, Outcome.percentile(closed, 1));
        return List.of(
                Figure.atMost("the lonely node not ready", 8, notReady),
                Figure.atMost("its connections closed, all", 8, Outcome.percentile(closed, 1)),
                Figure.none(
                        "acknowledged by it after that",
                        fenced == Long.MAX_VALUE ? -1 : outcome.acksBy("node" + alone, cut + fenced, healed)),
                Figure.told(
                        "acknowledged by it before that",
                        "" + outcome.acksBy("node" + alone, cut, fenced == Long.MAX_VALUE ? healed : cut + fenced)),
                Figure.atMost(
                        "all nodes see each other, from the heal",
                        10,
                        outcome.between("healed", "all nodes see each other")),
                Figure.atMost("last wrong list of members, from the heal", 10, outcome.wrongListsUntil(healed)),
                Figure.atMost(
                        "every node delivers to every node, from the heal", 10, outcome.untilAllPairsDeliver(healed)));
    }
}
