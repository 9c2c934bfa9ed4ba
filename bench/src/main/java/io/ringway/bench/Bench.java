package io.ringway.bench;

import io.ringway.bench.load.Load;
import io.ringway.bench.micro.Micro;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/** {@code Bench [micro | load | SCENARIO...]}: what is named, or everything. */
public final class Bench {
    private static final String MICRO = "micro";
    private static final String LOAD = "load";
    private static final int EXIT_USAGE = 2;

    private Bench() {}

    public static void main(String[] args) throws IOException, RunnerException {
        Path root = Path.of(System.getProperty("ringway.root", "."));
        List<String> asked = args.length == 0 ? List.of(MICRO, LOAD) : List.of(args);
        for (String name : asked) {
            if (!name.equals(MICRO) && !name.equals(LOAD) && !Load.names().contains(name)) {
                System.err.println("no such benchmark: " + name + "; there are micro, load and "
                        + String.join(", ", Load.names()));
                System.exit(EXIT_USAGE);
            }
        }
        if (asked.contains(MICRO)) {
            Micro.run(root.resolve("bench/target/micro.json"));
        }
        List<String> scenarios = scenarios(asked);
        if (!scenarios.isEmpty()) {
            Load.run(root, scenarios);
        }
    }

    private static List<String> scenarios(List<String> asked) {
        List<String> scenarios = new ArrayList<>(asked.contains(LOAD) ? Load.names() : asked);
        scenarios.remove(MICRO);
        return scenarios;
    }
}
