package io.ringway.tests.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.tests.chaos.report.Result;
import io.ringway.tests.chaos.scenarios.Play;
import io.ringway.tests.chaos.scenarios.Scenario;
import io.ringway.tests.chaos.scenarios.Scenarios;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every scenario, with many clients and as often as asked for: {@code make chaos}. */
@Tag("chaos")
class FullChaosIT {
    private static final int SOCKETS = Integer.getInteger("chaos.sockets", 1_000);
    private static final int RUNS = Integer.getInteger("chaos.runs", 1);
    private static final long SEED = Long.getLong("chaos.seed", 1L);
    private static final String SCENARIO = System.getProperty("chaos.scenario", "");

    @TestFactory
    Stream<DynamicTest> holds() {
        Permission.require();
        List<String> asked = List.of(SCENARIO.split(",", -1));
        return Scenarios.all().stream()
                .filter(scenario -> SCENARIO.isEmpty() || asked.contains(scenario.name()))
                .flatMap(scenario -> LongStream.range(SEED, SEED + RUNS)
                        .mapToObj(seed -> DynamicTest.dynamicTest(
                                scenario.name() + ", seed " + seed, () -> play(scenario, seed))));
    }

    private static void play(Scenario scenario, long seed) {
        Result result = Play.play(scenario, SOCKETS, seed);
        assertEquals(List.of(), result.missed(), () -> "see tests/target/chaos/index.html; " + result.examples());
    }
}
