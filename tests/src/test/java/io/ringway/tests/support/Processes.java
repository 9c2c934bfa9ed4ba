package io.ringway.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts processes and sees to it that none outlives this JVM. Safe from any thread. */
public final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    /**
     * Starts a command whose output goes to the file.
     *
     * @param environment added to this process's own, from which every {@code RINGWAY_} variable is taken away
     */
    public static Process start(List<String> command, Map<String, String> environment, Path output) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("RINGWAY_"));
        builder.environment().putAll(environment);
        Process process = launch(builder);
        RUNNING.removeIf(earlier -> !earlier.isAlive());
        RUNNING.add(process);
        return process;
    }

    /** Sends the signal by its name, such as {@code STOP}. */
    public static void signal(Process process, String name) {
        Process kill = launch(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO());
        if (!exited(kill, 10) || kill.exitValue() != 0) {
            throw new IllegalStateException("could not send " + name + " to " + process.pid());
        }
    }

    /** Whether the process ended within the time. */
    public static boolean exited(Process process, int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
