package io.ringway.tests.chaos.scenarios;

import io.ringway.tests.chaos.backend.Backend;
import io.ringway.tests.chaos.backend.BackendApi;
import io.ringway.tests.chaos.log.Event;
import io.ringway.tests.chaos.report.Figure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A backend that fails, hangs, or wants nothing any more, and a node that dies meanwhile. */
final class BadReceiver implements Scenario {
    private static final Duration BAD = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "bad-receiver";
    }

    @Override
    public String what() {
        return "A backend answers 500 for 8 s and not at all for 8 s, and says by another URL that it wants nothing any more"
                + " (410), until it is enabled again. Then the node that is just delivering is killed.";
    }

    @Override
    public Setup adapt(Setup setup) {
        return Telling.adapt(setup).with("RINGWAY_API_KEYS", BackendApi.keys());
    }

    @Override
    public void play(Run run) {
        Backend backend = run.backend();
        Telling.begin(run);
        run.moment("gone");
        backend.behave(Backend.SPARE, Backend.Manner.GONE);
        run.during("500", -1, () -> {
            backend.behave(Backend.MAIN, Backend.Manner.FAILS);
            run.elapse(BAD);
        });
        int asked = backend.attempts(Backend.SPARE);
        run.during("no answer", -1, () -> {
            backend.behave(Backend.MAIN, Backend.Manner.HANGS);
            run.elapse(BAD);
        });
        run.note("asked after it was gone", Integer.toString(backend.attempts(Backend.SPARE) - asked));
        backend.behave(Backend.MAIN, Backend.Manner.TAKES);
        run.moment("well");
        run.elapse(Duration.ofSeconds(3));
        backend.behave(Backend.SPARE, Backend.Manner.TAKES);
        new BackendApi(run.node(0).address()).enableAll();
        run.elapse(Duration.ofSeconds(6));
        run.moment("enabled");
        Telling.killWhoDelivers(run);
        Telling.end(run);
    }

    @Override
    public void afterwards(Run run) {
        Telling.awaitEnd(run, Backend.MAIN);
        Telling.awaitEnd(run, Backend.SPARE);
        run.note("dead", String.join(" ", new BackendApi(run.node(0).address()).deadEvents()));
    }

    @Override
    public List<Figure> figures(Outcome outcome) {
        Set<String> dead = new HashSet<>(List.of(outcome.noted("dead").split(" ", -1)));
        dead.remove("");
        List<Figure> figures = new ArrayList<>();
        figures.add(Telling.signed(outcome));
        figures.add(Figure.told("attempts that were not taken", outcome.noted("refused")));
        figures.add(Figure.none(
                "asked for more, 8 s after it was gone (410)",
                Long.parseLong(outcome.noted("asked after it was gone"))));
        figures.add(Figure.none("put aside", dead.size()));
        figures.add(Figure.that(
                "told again once it is enabled",
                "≥ 1",
                "" + ids(outcome, Backend.SPARE, outcome.at("enabled")).size(),
                !ids(outcome, Backend.SPARE, outcome.at("enabled")).isEmpty()));
        figures.addAll(Telling.figures(outcome, Backend.MAIN));
        figures.addAll(Telling.figures(outcome, Backend.SPARE));
        return figures;
    }

    @Override
    public List<String> examples(Outcome outcome) {
        return Telling.examples(outcome, Backend.MAIN, Backend.SPARE);
    }

    private static Set<String> ids(Outcome outcome, String route, long since) {
        return outcome.events().stream()
                .filter(event -> event.route().equals(route) && event.at() >= since)
                .map(Event::id)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
