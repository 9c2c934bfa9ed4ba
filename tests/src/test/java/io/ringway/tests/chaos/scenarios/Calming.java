package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** What faults of links have in common: they end, and then all nodes agree before long. */
final class Calming {
    private static final double AGREED_WITHIN = 15;

    private Calming() {}

    static Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(14));
    }

    /** All links are well from now on. */
    static void after(Run run) {
        run.moment("healed");
        run.cluster().links().heal();
        run.event("healed", -1);
        run.keepLooking(Duration.ofSeconds(15));
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(60),
                () -> run.balancer().allSee(Setup.NODES));
        run.awaitAllBack(Duration.ofSeconds(20));
        run.keepLooking(run.notice());
        run.calm();
    }

    static List<Figure> figures(Outcome outcome) {
        return List.of(
                Figure.atMost(
                        "last wrong list of members, from the heal",
                        AGREED_WITHIN,
                        outcome.wrongListsUntil(outcome.at("healed"))),
                Figure.told(
                        "connections lost on the way",
                        ""
                                + outcome.returns(0, outcome.at("healed"), any -> true)
                                        .size()),
                Figure.told("times a node was missed by another", "" + ResetAll.evictions(outcome, 0)));
    }
}
