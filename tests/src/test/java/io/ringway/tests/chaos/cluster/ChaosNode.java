package io.ringway.tests.chaos.cluster;

import io.ringway.tests.chaos.net.Lab;
import io.ringway.tests.support.Node;
import io.ringway.tests.support.NodeJvm;
import io.ringway.tests.support.Processes;
import io.ringway.tests.support.Secrets;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The packaged jar on a network of its own; it may be started again after it has ended. Used from the test's thread. */
public final class ChaosNode {
    private static final int HTTP = 8080;
    private static final int MANAGEMENT = 9090;
    /** How every token begins. */
    private static final String TOKEN = "eyJhbGciOi";

    private final Lab lab;
    private final int index;
    private final Map<String, String> environment;
    private final Path folder;
    private final List<String> jvm;
    private final List<Path> logs = new ArrayList<>();
    private volatile @Nullable Process process;

    ChaosNode(Lab lab, int index, Map<String, String> environment, List<String> jvm, Path folder) {
        this.lab = lab;
        this.index = index;
        this.environment = environment;
        this.jvm = jvm;
        this.folder = folder;
    }

    public String name() {
        return "node" + index;
    }

    public String address() {
        return lab.address(index) + ":" + HTTP;
    }

    String management() {
        return "http://" + lab.address(index) + ":" + MANAGEMENT;
    }

    /** Starts it, the first time or again, and does not wait for it. */
    public void start() {
        Path log = folder.resolve(name() + "-" + (logs.size() + 1) + ".log");
        logs.add(log);
        List<String> command = new ArrayList<>(lab.enter(index));
        List<String> options = new ArrayList<>(jvm);
        options.add("-Xlog:gc:file=" + folder.resolve(name() + "-" + logs.size() + ".gc.log"));
        command.addAll(NodeJvm.command(options));
        process = Processes.start(command, environment, log);
    }

    private Process process() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException(name() + " was never started");
        }
        return now;
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process().destroyForcibly();
    }

    /** Stops it in its tracks (SIGSTOP). */
    public void pause() {
        Processes.signal(process(), "STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void resume() {
        Processes.signal(process(), "CONT");
    }

    /** Asks it to stop (SIGTERM). */
    public void terminate() {
        process().destroy();
    }

    public boolean runs() {
        Process now = process;
        return now != null && now.isAlive();
    }

    public int exitCode() {
        return process().exitValue();
    }

    /** What the process holds of the machine's memory. */
    public long residentKib() {
        return read(Path.of("/proc", Long.toString(process().pid()), "status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** Of the processors, in its present life. */
    public Duration processorTime() {
        return process().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What it counts under a name that has no labels; 0 where it says nothing. */
    public long metric(String name) {
        return Node.get(URI.create(management() + "/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** How often the text is in what it has logged, in all its lives. */
    public long logged(String text) {
        return logs.stream()
                .flatMap(log -> read(log).lines())
                .filter(line -> line.contains(text))
                .count();
    }

    /** When it first logged the text after that moment; nothing where it has not. */
    public Optional<Instant> loggedAt(String text, Instant after) {
        return logs.stream()
                .flatMap(log -> read(log).lines())
                .filter(line -> line.startsWith("{") && line.contains(text))
                .map(line -> new JsonObject(line).getInstant("time"))
                .filter(after::isBefore)
                .min(Comparator.naturalOrder());
    }

    void close() {
        if (runs()) {
            kill();
            Processes.exited(process(), 10);
        }
        for (Path log : logs) {
            Secrets.assertAbsent(log);
            if (read(log).contains(TOKEN)) {
                throw new AssertionError(log + " has a token in it");
            }
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
