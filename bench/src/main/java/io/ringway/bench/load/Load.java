package io.ringway.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs load scenarios, prints what they cost and writes it down. Scenarios that need as many nodes share them, so that all
 * but the first find them warm; {@code connects}, whose memory counts, comes first.
 */
public final class Load {
    private static final int MOST_NODES = 2;
    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("start", new Scenario.Start(9));
        SCENARIOS.put("connects", new Scenario.Connects(10_000));
        SCENARIOS.put("fan-out", new Scenario.FanOut(1, 1, 1_000, 30, 0, 100));
        SCENARIOS.put("fan-out-window", new Scenario.FanOut(1, 1, 1_000, 0, 4, 100));
        SCENARIOS.put("small-groups", new Scenario.FanOut(1, 2_000, 5, 4_000, 0, 100));
        SCENARIOS.put("relay", new Scenario.Relay(1, 50, 8_000, 500));
        SCENARIOS.put("join-storm", new Scenario.JoinStorm(1, 1_000));
        SCENARIOS.put("ring", new Scenario.Ring(1, 200, 200, 100));
        SCENARIOS.put("posts", new Scenario.Posts(1, 32, 1, 0, 0, 0, 5));
        SCENARIOS.put("posts-batched", new Scenario.Posts(1, 8, 100, 0, 0, 0, 5));
        SCENARIOS.put("posts-beside", new Scenario.Posts(1, 32, 1, 500, 5_000, 0, 5));
        SCENARIOS.put("fan-out-2", new Scenario.FanOut(2, 1, 1_000, 30, 0, 100));
        SCENARIOS.put("relay-2", new Scenario.Relay(2, 50, 8_000, 500));
        SCENARIOS.put("join-storm-2", new Scenario.JoinStorm(2, 1_000));
        SCENARIOS.put("posts-heard-2", new Scenario.Posts(2, 64, 1, 10_000, 5_000, 2, 60));
        SCENARIOS.put("posts-afar-2", new Scenario.Posts(2, 64, 1, 10_000, 5_000, 2, 60).afar());
        SCENARIOS.put("posts-beside-2", new Scenario.Posts(2, 32, 1, 500, 5_000, 2, 60));
        SCENARIOS.put("ring-2", new Scenario.Ring(2, 200, 200, 100));
    }

    private Load() {}

    /** The names of all scenarios, in order. */
    public static List<String> names() {
        return List.copyOf(SCENARIOS.keySet());
    }

    /**
     * Runs scenarios on the jar of the build.
     *
     * @param root the repository
     * @param names of {@link #names}
     * @throws IllegalStateException at the end, where a scenario that posts by the API lost anything, or measured nothing
     */
    public static void run(Path root, List<String> names) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        System.out.println(Report.header());
        for (int nodes = 0; nodes <= MOST_NODES; nodes++) {
            run(root, nodes, names, outcomes);
        }
        Path file = root.resolve("bench/target/load.json").normalize();
        Report.write(file, outcomes);
        System.out.println("written to " + file);
        List<String> lossy = lossy(outcomes);
        if (!lossy.isEmpty()) {
            throw new IllegalStateException("not acknowledged, or not heard: " + String.join(", ", lossy));
        }
    }

    /** Of scenarios that post by the API, where every post is acknowledged and heard, those in which one was not. */
    static List<String> lossy(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> scenario(outcome.scenario()) instanceof Scenario.Posts)
                .filter(outcome -> outcome.get(Figure.LOST) > 0
                        || outcome.get(Figure.DELIVERIES) == 0
                        || outcome.get(Figure.P99_US) == 0)
                .map(outcome -> "%s (%.0f of %.0f)"
                        .formatted(outcome.scenario(), outcome.get(Figure.LOST), outcome.get(Figure.DELIVERIES)))
                .toList();
    }

    private static void run(Path root, int count, List<String> asked, List<Outcome> outcomes) {
        List<String> due = names().stream()
                .filter(name -> asked.contains(name) && scenario(name).nodes() == count)
                .toList();
        if (due.isEmpty()) {
            return;
        }
        Tokens tokens = new Tokens();
        try (Nodes nodes = Nodes.start(root, tokens.secret(), count)) {
            for (String name : due) {
                outcomes.add(run(name, root, nodes, tokens));
            }
        }
    }

    private static Outcome run(String name, Path root, Nodes nodes, Tokens tokens) {
        try (Loop loop = new Loop()) {
            Outcome outcome = scenario(name).run(new Bed(root, nodes, loop, tokens), new Outcome(name));
            System.out.println(Report.row(outcome));
            return outcome;
        }
    }

    private static Scenario scenario(String name) {
        return Objects.requireNonNull(SCENARIOS.get(name), name);
    }
}
