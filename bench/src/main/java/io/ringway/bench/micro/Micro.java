package io.ringway.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the micro benchmarks briefly: enough to see a change of a tenth, not to publish. */
public final class Micro {
    private Micro() {}

    public static void run(Path report) throws IOException, RunnerException {
        Files.createDirectories(report.getParent());
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .forks(1)
                        .warmupIterations(2)
                        .warmupTime(TimeValue.milliseconds(800))
                        .measurementIterations(4)
                        .measurementTime(TimeValue.milliseconds(500))
                        // As on event loops: buffers come from a cache of the thread.
                        .jvmArgs(
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dio.netty.allocator.useCacheForAllThreads=true")
                        .verbosity(VerboseMode.SILENT)
                        .resultFormat(ResultFormatType.JSON)
                        .result(report.toString())
                        .build())
                .run();
        results.forEach(Micro::print);
        System.out.println("written to " + report.normalize());
    }

    private static void print(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        String name = result.getParams().getBenchmark().replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1");
        System.out.printf(
                "%-50s %10.1f ± %7.1f %s%n", name, primary.getScore(), primary.getScoreError(), primary.getScoreUnit());
    }
}
