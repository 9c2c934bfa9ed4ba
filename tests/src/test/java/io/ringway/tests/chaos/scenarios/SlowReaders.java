package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.check.Lives;
import io.ringway.tests.chaos.cluster.ChaosNode;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A hundred clients in a loud group stop reading. Every second of them reads again while its node still has the session; the others
 * never do, until all is over.
 */
final class SlowReaders implements Scenario {
    private static final int SLOW_CONSUMER = 4202;
    private static final int SLOW = 100;
    private static final int LOUD_GROUP = 130;
    private static final String GROUP = "loud";
    private static final int BYTES = 8_192;
    private static final Duration JOINED = Duration.ofSeconds(20);
    /** By then their nodes have closed them, and before the grace is over. */
    private static final Duration DEAF = Duration.ofSeconds(9);

    @Override
    public String name() {
        return "slow-readers";
    }

    @Override
    public String what() {
        return "100 of 130 members of a group in which " + shouts()
                + " messages of 8 KiB a second are said stop reading. " + "Every second of them reads again after "
                + DEAF.toSeconds() + " s.";
    }

    /**
     * Messages a second in the loud group: as many as the processors, which nodes and clients share, are half busy with. With more, what
     * is measured is how long everything waits for a processor. With fewer than 25 an outbox is not full in time.
     */
    private static int shouts() {
        return Math.clamp(15L * Runtime.getRuntime().availableProcessors(), 25, 50);
    }

    /** Everybody comes back. */
    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(2)).mortality(0);
    }

    @Override
    public void play(Run run) {
        int every = Math.max(1, run.setup().sockets() / LOUD_GROUP);
        int slow = Math.min(SLOW, run.setup().sockets() / every - 10);
        run.note("slow", Integer.toString(slow));
        run.note("again", Integer.toString((slow + 1) / 2));
        gather(run, every, slow);
        run.crowds().tell(new Command.Loud(GROUP, every, shouts(), BYTES));
        run.elapse(Duration.ofSeconds(10));
        run.moment("before");
        run.elapse(Duration.ofSeconds(10));
        run.note("memory before", memory(run));
        run.moment("stalled");
        run.during(slow + " stop reading", -1, () -> {
            run.crowds().tell(new Command.Stall(slow));
            run.elapse(DEAF);
            run.note("memory with them", memory(run));
        });
        run.moment("heard");
        run.during("half of them read again", -1, () -> {
            run.crowds().tell(new Command.Hear(2));
            run.elapse(run.notice());
        });
        run.moment("after");
        run.crowds().tell(new Command.Loud(GROUP, every, 0, BYTES));
        run.crowds().tell(new Command.Hear(1));
        run.awaitAllBack(Duration.ofSeconds(20));
        run.calm();
    }

    /** Nobody leaves meanwhile: of those who leave and join again there would always be one that is not there. */
    private static void gather(Run run, int every, int slow) {
        run.crowds().traffic(run.setup().messages(), 0);
        run.crowds().tell(new Command.Loud(GROUP, every, 0, BYTES));
        run.crowds().tell(new Command.Narrow(slow));
        run.awaitThat("all have joined the loud group", JOINED, run.crowds()::settled);
        run.crowds().traffic(run.setup().messages(), run.setup().churn());
    }

    private static String memory(Run run) {
        long kib =
                run.cluster().nodes().stream().mapToLong(ChaosNode::residentKib).sum();
        return kib / 1_024 + " MiB";
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        long stalled = outcome.at("stalled");
        List<Lives.Connection> deaf = outcome.lives().connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.deaf() != Long.MAX_VALUE)
                .toList();
        List<Lives.Connection> back = deaf.stream()
                .filter(each -> each.closed() < outcome.at("after"))
                .toList();
        List<Long> givenUp = givenUp(outcome, deaf);
        long resumed = outcome.returns(stalled, outcome.at("after"), back::contains).stream()
                .filter(each -> each.after().resumed())
                .count();
        String again = outcome.noted("again");
        String never = "" + (Integer.parseInt(outcome.noted("slow")) - Integer.parseInt(again));
        return List.of(
                counted("read again, and were told that they had been too slow", again, told(back)),
                counted("of those, had their session again", again, resumed),
                counted("never read again, and were given up", never, givenUp.size()),
                Figure.atMost("given up, the last", 10, Outcome.percentile(givenUp, 1)),
                Figure.told(
                        "memory of the three nodes, before and with them",
                        outcome.noted("memory before") + " and " + outcome.noted("memory with them")),
                worse(outcome, stalled),
                Figure.told(
                        "p99 while half of them get what waited and come back",
                        millis(p99(outcome, outcome.at("heard"), outcome.at("after")))));
    }

    private static Figure counted(String name, String target, long got) {
        return Figure.that(name, target, "" + got, target.equals("" + got));
    }

    private static long told(List<Lives.Connection> back) {
        return back.stream().filter(each -> each.code() == SLOW_CONSUMER).count();
    }

    /** How long their nodes waited for those who never read again, as the others are told: a grace later. */
    private static List<Long> givenUp(Outcome outcome, List<Lives.Connection> deaf) {
        Map<String, Long> gone = new HashMap<>();
        for (Entry entry : outcome.entries()) {
            if (entry instanceof Entry.Noticed notice && notice.code().equals("USER_DISCONNECTED")) {
                gone.putIfAbsent(notice.cid(), notice.at());
            }
        }
        long grace = outcome.setup().grace().toMillis() * 1_000;
        List<Long> waited = new ArrayList<>();
        for (Lives.Connection each : deaf) {
            Long told = gone.get(each.cid());
            if (told != null && each.closed() >= outcome.at("after")) {
                waited.add(told - each.deaf() - grace);
            }
        }
        return waited;
    }

    private static Figure worse(Outcome outcome, long stalled) {
        long before = p99(outcome, outcome.at("before"), stalled);
        long with = p99(outcome, stalled, outcome.at("heard"));
        return Figure.that(
                "p99 of the others' messages, before and with them",
                "< 10 % worse",
                millis(before) + " and " + millis(with),
                with <= before * 1.1);
    }

    private static long p99(Outcome outcome, long from, long to) {
        return Outcome.percentile(outcome.latencies(from, to), 0.99);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
}
