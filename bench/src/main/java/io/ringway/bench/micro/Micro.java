package io.ringway.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
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
                        .warmupIterations(5)
                        .warmupTime(TimeValue.milliseconds(800))
                        .measurementIterations(4)
                        .measurementTime(TimeValue.milliseconds(500))
                        // As on event loops: buffers come from a cache of the thread.
                        .jvmArgs(
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dio.netty.allocator.useCacheForAllThreads=true")
                        .verbosity(VerboseMode.SILENT)
                        // Else a benchmark that finds fault with its own figure would be left out, and nobody told.
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(report.toString())
                        .build())
                .run();
        results.forEach(Micro::print);
        System.out.println("written to " + report.normalize());
    }

    private static void print(RunResult result) {
        Result<?> primary = result.getPrimaryResult();
        System.out.printf(
                "%-58s %10.1f ± %7.1f %s%n",
                name(result.getParams()), primary.getScore(), primary.getScoreError(), primary.getScoreUnit());
    }

    /** Class and method, and with which parameters. */
    private static String name(BenchmarkParams benchmark) {
        String method = benchmark.getBenchmark().replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1");
        return benchmark.getParamsKeys().stream()
                .map(key -> " " + key + "=" + benchmark.getParam(key))
                .collect(Collectors.joining("", method, ""));
    }
}
