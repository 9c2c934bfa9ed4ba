package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.check.Checker;
import io.ringway.tests.chaos.check.Findings;
import io.ringway.tests.chaos.check.Lives;
import io.ringway.tests.chaos.check.Rules;
import io.ringway.tests.chaos.cluster.Balancer;
import io.ringway.tests.chaos.cluster.Health;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.log.Message;
import io.ringway.tests.chaos.report.Band;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What is known of a run once it is over, and what can be measured from it. Times are microseconds. */
public record Outcome(
        Setup setup,
        long begin,
        List<Entry> entries,
        List<Event> events,
        Lives lives,
        Findings findings,
        Map<String, Long> moments,
        Map<String, String> notes,
        List<Band> bands,
        List<Balancer.Observation> health,
        List<String> complaints) {
    static final String PROCESSOR_MILLIS = "processor time of the nodes until all are back";
    private static final long SETTLE = 1_000_000;
    private static final int GOODBYE = 1000;
    /** Nodes that refuse what they are asked lose nothing, and serve nobody. */
    private static final int ACKED_PERCENT = 80;

    /** A client that lost its connection and came back. */
    public record Return(Lives.Connection before, Lives.Connection after) {
        public long gap() {
            return after.opened() - before.closed();
        }

        /** Whether its session has to be there still. */
        boolean isDue(Duration grace) {
            return before.code() != GOODBYE && gap() <= grace.toMillis() * 1_000;
        }
    }

    static Outcome of(
            Setup setup,
            long begin,
            List<Entry> entries,
            List<Event> events,
            Map<String, Long> moments,
            Map<String, String> notes,
            List<Band> bands,
            List<Rules.Lonely> lonely,
            List<Balancer.Observation> health,
            List<String> complaints) {
        long grace = setup.grace().toMillis() * 1_000;
        long notice = grace + setup.detection().toMillis() * 1_000 + 3_000_000;
        List<Rules.Killed> killed = bands.stream()
                .filter(band -> band.what().startsWith("killed"))
                .map(band -> new Rules.Killed("node" + band.node(), band.from()))
                .toList();
        long calm = moments.getOrDefault("calm", Long.MAX_VALUE);
        List<Rules.Fault> faults = bands.stream()
                .map(band -> new Rules.Fault(
                        band.node() < 0 ? Rules.Fault.NO_NODE : "node" + band.node(), band.from(), band.to()))
                .toList();
        Rules rules = new Rules(setup.history(), grace, notice, SETTLE, calm, lonely, killed, faults);
        return new Outcome(
                setup,
                begin,
                entries,
                events,
                new Lives(entries),
                Checker.check(entries, rules),
                Map.copyOf(moments),
                Map.copyOf(notes),
                List.copyOf(bands),
                health,
                List.copyOf(complaints));
    }

    /** When that was; never where it did not come to pass. */
    public long at(String moment) {
        return moments.getOrDefault(moment, Long.MAX_VALUE);
    }

    /** What was noted by that name; nothing where nothing was. */
    public String noted(String name) {
        return notes.getOrDefault(name, "");
    }

    /** To which node that was done. */
    public int victim(String what) {
        return bands.stream()
                .filter(band -> band.what().equals(what))
                .mapToInt(Band::node)
                .findFirst()
                .orElseThrow();
    }

    /** From one moment to another; never where one of them did not come to pass. */
    public long between(String first, String second) {
        return at(second) == Long.MAX_VALUE ? Long.MAX_VALUE : at(second) - at(first);
    }

    /** Who lost a connection in that time and came back, ever. */
    public List<Return> returns(long from, long to, Predicate<Lives.Connection> which) {
        List<Return> returns = new ArrayList<>();
        for (List<Lives.Connection> connections : lives.connections()) {
            for (int i = 0; i + 1 < connections.size(); i++) {
                Lives.Connection lost = connections.get(i);
                if (lost.closed() >= from && lost.closed() <= to && which.test(lost)) {
                    returns.add(new Return(lost, connections.get(i + 1)));
                }
            }
        }
        return returns;
    }

    /** The value below which that share of all is; -1 where there are none. */
    public static long percentile(List<Long> values, double share) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? -1
                : sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(share * sorted.size()) - 1));
    }

    /** How long after the moment a node first looked so; never where it did not. */
    public long untilHealth(long moment, int node, Predicate<Health> how) {
        return health.stream()
                .filter(seen -> seen.node() == node && seen.at() >= moment && how.test(seen.health()))
                .mapToLong(seen -> seen.at() - moment)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** How long after the moment somebody was last shown a wrong list of members; 0 where nobody was. */
    public long wrongListsUntil(long moment) {
        return findings.wrongRosters().stream()
                .filter(at -> at >= moment)
                .mapToLong(at -> at - moment)
                .max()
                .orElse(0);
    }

    /** Acknowledgements by a node in that time. */
    public long acksBy(String node, long from, long to) {
        return entries.stream()
                .filter(entry -> entry instanceof Entry.Acked && entry.at() > from && entry.at() < to)
                .filter(entry -> isAt(entry.who(), entry.at(), node))
                .count();
    }

    private boolean isAt(String who, long at, String node) {
        Lives.Connection connection = lives.of(who, at);
        return connection != null && connection.node().equals(node);
    }

    /** How long after the moment a message had gone from every node to every node; never where one did not. */
    public long untilAllPairsDeliver(long moment) {
        Map<Message, String> from = new HashMap<>();
        Map<String, Long> first = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.at() < moment) {
                continue;
            }
            Lives.Connection connection = lives.of(entry.who(), entry.at());
            if (connection == null) {
                continue;
            }
            if (entry instanceof Entry.Sent sent) {
                from.put(sent.message(), connection.node());
            } else if (entry instanceof Entry.Received received && from.containsKey(received.message())) {
                first.putIfAbsent(from.get(received.message()) + " " + connection.node(), entry.at() - moment);
            }
        }
        return first.size() < Setup.NODES * Setup.NODES
                ? Long.MAX_VALUE
                : first.values().stream().mapToLong(Long::longValue).max().orElse(Long.MAX_VALUE);
    }

    /** How long messages took that were sent in that time, to clients that never stop reading. */
    public List<Long> latencies(long from, long to) {
        Map<Message, Long> sent = new HashMap<>();
        List<Long> latencies = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Sent message
                    && entry.at() >= from
                    && entry.at() < to
                    && message.group().startsWith("g")) {
                sent.put(message.message(), entry.at());
            } else if (entry instanceof Entry.Received received && sent.containsKey(received.message())) {
                latencies.add(entry.at() - sent.get(received.message()));
            }
        }
        return latencies;
    }

    /** How long those took to come back that lost a connection in that time. */
    public List<Figure> gaps(long from, long to, double p99, double all) {
        List<Return> returns = returns(from, to, any -> true);
        List<Long> gaps = returns.stream().map(Return::gap).toList();
        List<Return> inTime =
                returns.stream().filter(back -> back.isDue(setup.grace())).toList();
        long resumed = inTime.stream().filter(back -> back.after().resumed()).count();
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.told("connections lost and taken up again", Integer.toString(gaps.size())),
                Figure.that(
                        "back within the grace, and had their session again",
                        "all",
                        "%d of %d".formatted(resumed, inTime.size()),
                        resumed == inTime.size()),
                Figure.atMost("back on a node, p99", p99, percentile(gaps, 0.99)),
                Figure.atMost("back on a node, all", all, percentile(gaps, 1)),
                Figure.told("attempts that came to no welcome", Long.toString(failedSince(from)))));
        if (!noted(PROCESSOR_MILLIS).isEmpty()) {
            figures.add(Figure.told(PROCESSOR_MILLIS, noted(PROCESSOR_MILLIS) + " ms"));
        }
        return figures;
    }

    private long said() {
        return entries.stream().filter(Entry.Sent.class::isInstance).count();
    }

    private long failedSince(long moment) {
        return entries.stream()
                .filter(entry -> entry instanceof Entry.Failed && entry.at() >= moment)
                .count();
    }

    private long lostBetween(long from, long to) {
        return lives.connections().stream()
                .flatMap(List::stream)
                .filter(each -> each.closed() >= from && each.closed() < to)
                .count();
    }

    /** What every run has to show. */
    public List<Figure> common() {
        Findings found = findings;
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.told(
                        "connections lost before anything was done to them",
                        "" + lostBetween(at("ready"), at("begun"))),
                Figure.that(
                        "acknowledged messages",
                        "≥ 80 % of those sent",
                        "%d of %d, received %d times".formatted(found.acked(), said(), found.deliveries()),
                        found.acked() * 100L >= said() * ACKED_PERCENT),
                Figure.none("acknowledged and lost, nothing said", found.lost()),
                setup.history()
                        ? Figure.none("lost in gaps, in spite of history", found.missedInGaps())
                        : Figure.told("lost in gaps that were said (no history)", "" + found.missedInGaps()),
                setup.history() && setup.fences()
                        ? Figure.none("acknowledged by a node that was cut off, and lost", found.lostByTheLonely())
                        : Figure.told(
                                "acknowledged by a node that was cut off, and lost", "" + found.lostByTheLonely()),
                Figure.told("missed within 1 s of a join", "" + found.missedAfterJoin()),
                Figure.none("doubled", found.doubled()),
                Figure.none("out of order", found.reordered()),
                Figure.that(
                        "told of who did not come back",
                        "each once",
                        "%d of %d".formatted(found.noticesDue() - found.noticesMissing(), found.noticesDue()),
                        found.noticesMissing() == 0),
                Figure.none("told twice", found.noticesDoubled()),
                Figure.told("told as gone, as here, and as gone again", "" + found.noticesAgain()),
                Figure.none("told of who is there, or came back in time", found.noticesFalse()),
                Figure.none("ghosts 3 s after the grace", found.ghosts()),
                Figure.told("longest listed after its connection", Figure.time(found.longestGhost())),
                Figure.none("not listed in the end", found.missing()),
                Figure.none("groups listed with a wrong size in the end", found.wrongCounts())));
        figures.add(Figure.told(
                "sessions of a cut-off node said to have missed nothing", Integer.toString(found.claims())));
        figures.addAll(changes(found.changes()));
        figures.addAll(answers(found.answers()));
        complaints.forEach(each -> figures.add(Figure.that("waited", "", each, false)));
        return figures;
    }

    /** A check that has looked at nothing has not held. */
    private static List<Figure> changes(Findings.Changes found) {
        return List.of(
                Figure.that(
                        "told of who came",
                        "all",
                        "%d of %d".formatted(found.comingsDue() - found.comingsMissing(), found.comingsDue()),
                        found.comingsMissing() == 0),
                Figure.that(
                        "told of who left",
                        "all",
                        "%d of %d".formatted(found.goingsDue() - found.goingsMissing(), found.goingsDue()),
                        found.goingsMissing() == 0),
                Figure.that(
                        "versions left out, nothing said",
                        "0",
                        "%d, of %d changes and %d lists".formatted(found.holes(), found.numbered(), found.rosters()),
                        found.holes() == 0 && found.numbered() > 0 && found.rosters() > 0),
                Figure.none("told twice who came or went", found.doubled()),
                Figure.none("told of who had not come, or had not left", found.wrong()),
                Figure.none("lists that are not what was told", found.others()));
    }

    private static List<Figure> answers(Findings.Answers found) {
        long all = found.answered() + found.lost() + found.open();
        return List.of(
                Figure.that(
                        "requests answered",
                        "all, or lost as it was said",
                        "%d of %d, %d lost, %d open, %d never"
                                .formatted(found.answered(), all, found.lost(), found.open(), found.never()),
                        found.never() == 0 && found.answered() > 0),
                Figure.none("requests answered again", found.again()),
                Figure.told("longest answer", found.longest() == 0 ? "under 5 s" : Figure.time(found.longest())));
    }
}
