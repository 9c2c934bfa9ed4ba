package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.backend.Backend;
import io.ringway.tests.chaos.check.EventFindings;
import io.ringway.tests.chaos.check.Events;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.log.Logbook;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What scenarios have in common in which a backend is told what happens. */
final class Telling {
    private static final double CALLS = 6;
    private static final double CHURN = 6;

    private Telling() {}

    /** Some clients stay away, so that there is something to be told of. */
    static Setup adapt(Setup setup) {
        return setup.mortality(0.3)
                .with("RINGWAY_WEBHOOKS_ENDPOINTS", Backend.endpoints())
                .with("RINGWAY_WEBHOOKS_TIMEOUT", "2s")
                .with("RINGWAY_WEBHOOKS_RETRY_FIRST", "100ms")
                .with("RINGWAY_WEBHOOKS_RETRY_LONGEST", "1s");
    }

    /** Clients come and go, speak and call, from now on. */
    static void begin(Run run) {
        run.crowds().traffic(run.setup().messages(), CHURN);
        run.crowds().calls(CALLS);
        // Nodes that have just started are slow, and everybody has joined at once.
        run.elapse(Duration.ofSeconds(6));
        run.moment("spoken");
    }

    /** Kills the node that has just delivered an event and waits for the answer, and awaits the others' going on. */
    static void killWhoDelivers(Run run) {
        Backend.Grip grip = run.backend().grip();
        run.awaitThat("an event is delivered", Duration.ofSeconds(10), () -> grip.node() != null);
        String address = grip.node();
        int victim = address == null ? run.anyNode() : run.cluster().at(address);
        run.moment("killed");
        run.during("killed", victim, () -> {
            run.node(victim).kill();
            run.awaitThat(
                    "the process is gone",
                    Duration.ofSeconds(5),
                    () -> !run.node(victim).runs());
            grip.letGo();
            run.awaitAllBack(Duration.ofSeconds(30));
            run.elapse(run.notice());
        });
        run.event("started again", victim);
        run.node(victim).start();
        run.awaitThat(
                "all nodes see each other",
                Duration.ofSeconds(60),
                () -> run.balancer().allSee(Setup.NODES));
        // One node may die of what is kept on two: the next only when there are two again.
        run.elapse(Duration.ofSeconds(5));
    }

    /** As every run ends; calls end before the clients do. */
    static void end(Run run) {
        run.crowds().calls(0);
        run.calm();
    }

    /** Everybody is gone: waits until the backend knows. */
    static void awaitEnd(Run run, String route) {
        run.awaitThat(
                "all have left, for the backend",
                run.notice().plusSeconds(30),
                () -> open(run.backend().events(), route).isEmpty());
        // What is told beyond that would be too much.
        run.elapse(Duration.ofSeconds(2));
        run.note("forged", Integer.toString(run.backend().forged()));
        run.note("refused", Integer.toString(run.backend().refused()));
    }

    /** Groups and calls with somebody in them, as the backend knows. */
    private static Set<String> open(List<Event> events, String route) {
        Map<String, Integer> present = new HashMap<>();
        Set<String> known = new HashSet<>();
        for (Event event : events) {
            if (event.route().equals(route) && known.add(event.id())) {
                switch (event.type()) {
                    case "member.joined", "call.ringing" -> present.merge(event.line(), 1, Integer::sum);
                    case "member.left", "call.ended" -> present.merge(event.line(), -1, Integer::sum);
                    default -> {
                        // Nobody came or went.
                    }
                }
            }
        }
        present.values().removeIf(count -> count == 0);
        return present.keySet();
    }

    static EventFindings check(Outcome outcome, String route) {
        List<Events.Death> deaths = outcome.bands().stream()
                .filter(band -> band.what().equals("killed"))
                .map(band -> new Events.Death("node" + band.node(), band.from()))
                .toList();
        List<Event> events = outcome.events().stream()
                .filter(event -> event.route().equals(route))
                .toList();
        return Events.check(
                events,
                outcome.entries(),
                deaths,
                outcome.at("spoken"),
                System.currentTimeMillis() - Logbook.now() / 1_000);
    }

    /** What a route has to show that took everything in the end. */
    static List<Figure> figures(Outcome outcome, String route) {
        EventFindings found = check(outcome, route);
        String of = route + ": ";
        return List.of(
                Figure.told(of + "events", "" + found.events()),
                Figure.told(of + "told again, with the same webhook-id", "" + found.doubled()),
                Figure.none(of + "told again with another content", found.changed()),
                Figure.none(of + "out of order in their group or call", found.reordered()),
                Figure.that(
                        of + "joined, each with one left",
                        "0 unpaired",
                        "%d, %d unpaired".formatted(found.members(), found.unpaired()),
                        found.unpaired() == 0 && found.members() > 0),
                Figure.none(of + "occupied or vacated with somebody in", found.wrongEdges()),
                Figure.that(
                        of + "calls, each with one end, in order",
                        "0 wrong",
                        "%d, %d wrong".formatted(found.calls(), found.callsWrong()),
                        found.callsWrong() == 0 && found.calls() > 0),
                Figure.none(of + "joins acknowledged and not told, of " + found.joinsAcked(), found.joinsLost()),
                Figure.none(
                        of + "messages acknowledged and not told, of "
                                + outcome.findings().acked(),
                        found.messagesLost()),
                Figure.none(of + "messages told with two ids", found.messagesTwice()),
                Figure.none(of + "messages out of their sender's order", found.messagesReordered()),
                Figure.none(of + "calls and answers acknowledged and not told", found.callsLost()),
                Figure.told(
                        of + "acknowledged as its node died, and not told",
                        found.unwritten() == 0
                                ? "0"
                                : "%d, the first %d ms before"
                                        .formatted(found.unwritten(), found.longestUnwritten() / 1_000)),
                Figure.told(of + "from happening to coming, p50", millis(Outcome.percentile(found.delays(), 0.5))),
                Figure.told(
                        of + "from happening to coming, p99", Figure.time(Outcome.percentile(found.delays(), 0.99))),
                Figure.told(of + "from happening to coming, all", Figure.time(Outcome.percentile(found.delays(), 1))));
    }

    static Figure signed(Outcome outcome) {
        return Figure.none("not signed as Standard Webhooks has it", Long.parseLong(outcome.noted("forged")));
    }

    /** What is wrong in what clients saw, and in what was told by these routes. */
    static List<String> examples(Outcome outcome, String... routes) {
        List<String> examples = new ArrayList<>(outcome.findings().examples());
        for (String route : routes) {
            check(outcome, route).examples().forEach(each -> examples.add(route + ": " + each));
        }
        return examples;
    }

    private static String millis(long micros) {
        return micros / 1_000 + " ms";
    }
}
