package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.check.Lives;
import io.ringway.tests.chaos.cluster.ChaosNode;
import io.ringway.tests.chaos.load.Command;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Most of a loud group stop reading. Every second of them reads again once all have been given up, while its node still has what waited
 * and its session; the others never do, until all is over.
 *
 * <p>As much is said as fills an outbox in 6 to 7 s, in few and large messages, and the group is as large as the run: with more,
 * everything waits for a processor before anybody stops reading, since clients and nodes share them, and nothing is learned of those
 * who do.
 */
final class SlowReaders implements Scenario {
    private static final int SLOW_CONSUMER = 4202;
    /** One of so many clients stops reading. */
    private static final int SLOW_ONE_OF = 100;

    private static final int READERS = 10;
    private static final String GROUP = "loud";
    private static final int SHOUTS = 10;
    private static final int BYTES = 24_576;
    private static final String GIVEN_UP = "all are given up";
    /** The share of all processors from which on messages wait for one above all. */
    private static final double FULL = 0.75;

    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration JOINED = Duration.ofSeconds(20);
    private static final Duration GIVEN_UP_WITHIN = Duration.ofSeconds(30);
    /** Longer than a close frame is waited for, and well within the time that they have to read and to come back. */
    private static final Duration DEAF = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "slow-readers";
    }

    @Override
    public String what() {
        return "One of " + SLOW_ONE_OF + " clients stops reading in a group in which " + SHOUTS
                + " messages of 24 KiB a second are said, and which has " + READERS
                + " others: so much that nodes and clients together need about half of two processors. Every second of them"
                + " reads again " + DEAF.toSeconds() + " s after all have been given up.";
    }

    /** Everybody comes back. */
    @Override
    public Setup adapt(Setup setup) {
        return setup.detection(Duration.ofSeconds(2)).mortality(0);
    }

    @Override
    public void play(Run run) {
        int processes = run.crowds().processes();
        int slowEach = Math.max(READERS, run.setup().sockets() / SLOW_ONE_OF / processes);
        int slow = slowEach * processes;
        int every = Math.max(1, run.setup().sockets() / (slow + READERS * processes));
        run.note("slow", Integer.toString(slow));
        run.note("again", Integer.toString((slow + 1) / 2));
        gather(run, every, slowEach);
        run.crowds().tell(new Command.Loud(GROUP, every, (double) SHOUTS / processes, BYTES));
        run.elapse(WARM);
        run.moment("before");
        Processors busy = Processors.of(run);
        run.elapse(BEFORE);
        run.moment("stalled");
        busy.note(run);
        run.note("memory before", memory(run));
        run.during(slow + " stop reading", -1, () -> {
            run.crowds().tell(new Command.Stall(slowEach));
            run.awaitThat(GIVEN_UP, GIVEN_UP_WITHIN, Duration.ofMillis(250), () -> givenUp(run) >= slow);
            run.elapse(DEAF);
            run.note("memory with them", memory(run));
        });
        run.moment("heard");
        run.during("half of them read again", -1, () -> {
            run.crowds().tell(new Command.Hear(2));
            run.elapse(run.notice());
        });
        run.moment("after");
        run.note("besides", Long.toString(givenUp(run) - slow));
        run.crowds().tell(new Command.Loud(GROUP, every, 0, BYTES));
        run.crowds().tell(new Command.Hear(1));
        run.awaitAllBack(Duration.ofSeconds(20));
        run.calm();
    }

    /** Nobody leaves meanwhile: of those who leave and join again there would always be one that is not there. */
    private static void gather(Run run, int every, int slowEach) {
        run.crowds().traffic(run.setup().messages(), 0);
        run.crowds().tell(new Command.Loud(GROUP, every, 0, BYTES));
        run.crowds().tell(new Command.Narrow(slowEach));
        run.awaitThat("all have joined the loud group", JOINED, run.crowds()::settled);
        run.crowds().traffic(run.setup().messages(), run.setup().churn());
    }

    /** How many clients the nodes have found to be too slow. */
    private static long givenUp(Run run) {
        return run.cluster().nodes().stream()
                .mapToLong(node -> node.metric("ringway_slow_consumers_total"))
                .sum();
    }

    private static String memory(Run run) {
        long kib =
                run.cluster().nodes().stream().mapToLong(ChaosNode::residentKib).sum();
        return kib / 1_024 + " MiB";
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        List<Lives.Connection> deaf = outcome.lives().connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.deaf() != Long.MAX_VALUE)
                .toList();
        List<Lives.Connection> back = deaf.stream()
                .filter(each -> each.closed() < outcome.at("after"))
                .toList();
        long resumed = outcome.returns(outcome.at("stalled"), outcome.at("after"), back::contains).stream()
                .filter(each -> each.after().resumed())
                .count();
        String again = outcome.noted("again");
        String never = "" + (Integer.parseInt(outcome.noted("slow")) - Integer.parseInt(again));
        return List.of(
                counted("read again, and were told that they had been too slow", again, told(back)),
                counted("of those, had their session again", again, resumed),
                counted("never read again, and the others were told", never, missed(outcome, deaf)),
                Figure.atMost("given up, the last", 10, outcome.between("stalled", GIVEN_UP)),
                Figure.told("given up besides", outcome.noted("besides")),
                Figure.told(
                        "memory of the three nodes, before and with them",
                        outcome.noted("memory before") + " and " + outcome.noted("memory with them")),
                Processors.figure(outcome),
                worse(outcome),
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

    /** Of how many of those who never read again the others were told that they are gone, before these could read. */
    private static long missed(Outcome outcome, List<Lives.Connection> deaf) {
        Set<String> gone = outcome.entries().stream()
                .filter(entry -> entry.at() < outcome.at("after"))
                .filter(Entry.Noticed.class::isInstance)
                .map(Entry.Noticed.class::cast)
                .filter(notice -> notice.code().equals("USER_DISCONNECTED"))
                .map(Entry.Noticed::cid)
                .collect(Collectors.toSet());
        return deaf.stream()
                .filter(each -> each.closed() >= outcome.at("after") && gone.contains(each.cid()))
                .count();
    }

    /** On a machine that is full before, it says how full, and nothing of those who stop reading. */
    private static Figure worse(Outcome outcome) {
        long before = p99(outcome, outcome.at("before"), outcome.at("stalled"));
        long with = p99(outcome, outcome.at("stalled"), outcome.at("heard"));
        String name = "p99 of the others' messages, before and with them";
        String got = millis(before) + " and " + millis(with);
        return Processors.share(outcome) > FULL
                ? Figure.told(name, got + ", on a full machine")
                : Figure.that(name, "< 10 % worse", got, with <= before * 1.1);
    }

    private static long p99(Outcome outcome, long from, long to) {
        return Outcome.percentile(outcome.latencies(from, to), 0.99);
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
    }
}
