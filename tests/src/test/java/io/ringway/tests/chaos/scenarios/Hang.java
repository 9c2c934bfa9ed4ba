package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;

/** One of three nodes stands still for 20 s. Some clients go for good shortly before, and some at its beginning. */
final class Hang implements Scenario {
    private static final Duration STANDSTILL = Duration.ofSeconds(20);
    private static final Duration BEGINNING = Duration.ofSeconds(1);
    /** One of so many goes, each time. */
    private static final int GONE_ONE_OF = 25;
    /** One of so many comes anew when it is ready again, every third of them to it. */
    private static final int NEW_ONE_OF = 4;

    @Override
    public String name() {
        return "hang";
    }

    @Override
    public String what() {
        return "One of three nodes is stopped for 20 s and goes on. Clients find out by requests without an answer; one of "
                + GONE_ONE_OF + " breaks off just before, and as many a second later, who never come back.";
    }

    /** Clients that are silent ask after one interval, and give up 8 s later. */
    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(7)).with("RINGWAY_HTTP_PING_INTERVAL", "2s");
    }

    @Override
    public void play(Run run) {
        int victim = run.anyNode();
        run.crowds().tell(new Command.Vanish(GONE_ONE_OF));
        run.moment("stopped");
        run.hang(victim, () -> {
            run.elapse(BEGINNING);
            run.crowds().tell(new Command.Vanish(GONE_ONE_OF));
            run.elapse(STANDSTILL.minus(BEGINNING));
        });
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(30),
                () -> run.balancer().allSee(Setup.NODES));
        lookOn(run, victim);
        run.awaitAllBack(Duration.ofSeconds(20));
        run.keepLooking(run.notice());
        run.calm();
    }

    /** Whom it shows those who come to it as soon as they can. */
    private static void lookOn(Run run, int victim) {
        run.awaitThat(
                "ready again",
                Duration.ofSeconds(20),
                () -> run.balancer().health(victim).state() == Health.State.READY);
        run.crowds().tell(new Command.Reset(NEW_ONE_OF));
        run.awaitThat("some have come to it", Duration.ofSeconds(20), run.crowds()::settled);
        run.look(1);
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long stopped = outcome.at("stopped");
        long woken = outcome.at("woken");
        String victim = "node" + outcome.victim("stopped");
        List<Long> elsewhere = outcome
                .returns(stopped, woken - 1, lost -> lost.node().equals(victim))
                .stream()
                .map(back -> back.after().opened() - stopped)
                .toList();
        List<Long> stale = outcome.lives().connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.node().equals(victim) && each.opened() < stopped && each.closed() > woken)
                .map(each -> each.closed() == Long.MAX_VALUE ? Long.MAX_VALUE : each.closed() - woken)
                .toList();
        return List.of(
                Figure.atMost("counted out by the last survivor", 7, Kill.countedOut(outcome, "stopped")),
                Figure.none("times a survivor was missed by the other", lonely(outcome, stopped, woken)),
                Figure.told("its clients that found out by themselves", "" + elsewhere.size()),
                Figure.atMost("those elsewhere, p99", 12, Outcome.percentile(elsewhere, 0.99)),
                Figure.atMost("those elsewhere, all", 12, Outcome.percentile(elsewhere, 1)),
                Figure.told("clients that still waited when it woke", "" + stale.size()),
                Figure.atMost("their connections closed", 2, Outcome.percentile(stale, 1)),
                Figure.atMost("taken back", 5, outcome.between("woken", "all nodes see each other")),
                Figure.told("ready again", Figure.time(outcome.between("woken", "ready again"))),
                Figure.atMost("last wrong list of members, from the wake", 10, outcome.wrongListsUntil(woken)));
    }

    /** As the probes see it: survivors that see neither the one that hangs nor each other. */
    private static long lonely(Outcome outcome, long stopped, long woken) {
        int victim = outcome.victim("stopped");
        return outcome.health().stream()
                .filter(seen -> seen.at() > stopped
                        && seen.at() < woken
                        && seen.node() != victim
                        && seen.health().nodes() == Setup.NODES - 2)
                .count();
    }
}
