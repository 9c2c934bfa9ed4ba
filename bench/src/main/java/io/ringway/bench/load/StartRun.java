package io.ringway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** See {@link Scenario.Start}. */
final class StartRun {
    /** The first JDK that keeps what it learnt (JEP 514, 515). */
    private static final int TRAINABLE = 25;

    /** As {@code make run} and the image have them. An older JDK knows no log of {@code aot}. */
    private static final String OPTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    private static final List<String> TRAINED = List.of(OPTION, "-Xlog:aot*=off", "-Xlog:cds*=off");

    private StartRun() {}

    static Outcome run(Scenario.Start start, Bed bed, Outcome outcome) {
        List<String> options = trained(bed.root());
        double[] seconds = new double[start.times()];
        double[] cpuSeconds = new double[start.times()];
        for (int i = 0; i < start.times(); i++) {
            long begun = System.nanoTime();
            try (Node node = Node.launch(bed.root(), bed.tokens().secret(), Map.of(), options)) {
                node.awaitReady();
                seconds[i] = (System.nanoTime() - begun) / 1e9;
                cpuSeconds[i] = node.cpuSeconds();
            }
        }
        return outcome.with(Figure.SECONDS, median(seconds)).with(Figure.CPU_SECONDS, median(cpuSeconds));
    }

    /** The options of a JVM that has been shown what nodes do; of an older one, those without that. */
    private static List<String> trained(Path root) {
        if (Runtime.version().feature() < TRAINABLE) {
            return List.of(OPTION);
        }
        Path cache = root.resolve("bench/target/start.aot");
        List<String> training = new ArrayList<>(TRAINED);
        training.add("-XX:AOTCacheOutput=" + cache);
        List<String> command = Node.command(root, training);
        command.add("train");
        try {
            Files.createDirectories(cache.getParent());
            Files.deleteIfExists(cache);
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0 || !Files.exists(cache)) {
                throw new IllegalStateException("the training failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        List<String> options = new ArrayList<>(TRAINED);
        options.add("-XX:AOTCache=" + cache);
        return options;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
