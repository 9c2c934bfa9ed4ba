package io.ringway.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The JVM that nodes run in. Loading and linking classes is most of what the start of a node costs, and tests start a hundred of
 * them: the first to ask has the jar train one, and every node after it starts with what was learnt (ADR 159). Safe from any
 * thread; processes that want it at the same time wait for the one that trains.
 */
public final class NodeJvm {
    /** For nodes that live for seconds: what the second compiler makes comes too late for them. */
    public static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final String REFLECTION = "-Djdk.reflect.useNativeAccessorOnly=true";

    private NodeJvm() {}

    /** The command that starts a node with these options of its JVM. */
    public static List<String> command(List<String> options) {
        List<String> all = new ArrayList<>(Trained.OPTIONS);
        all.addAll(options);
        return java(all);
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(REFLECTION);
        command.addAll(options);
        command.addAll(List.of("-jar", Repo.jar().toString()));
        return command;
    }

    /** Done at most once in a process, and once for every jar and every JDK. */
    private static final class Trained {
        /** JEP 514. Before, the JVM keeps classes alone. */
        private static final boolean AOT = Runtime.version().feature() >= 25;

        private static final List<String> SILENT =
                AOT ? List.of("-Xlog:aot*=off", "-Xlog:cds*=off") : List.of("-Xlog:cds*=off");
        private static final int MAX_SECONDS = 300;

        private static final List<String> OPTIONS = options();

        private static List<String> options() {
            try {
                Path file = Repo.output("trained-" + Runtime.version());
                Files.createDirectories(file.getParent());
                try (FileChannel lock = FileChannel.open(
                                file.resolveSibling("trained.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock held = lock.lock()) {
                    if (held.isValid() && !isOf(file, Repo.jar())) {
                        train(file);
                    }
                }
                // Without it the start is slower, and all else the same.
                return Files.exists(file) ? with(AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=", file) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<String> with(String option, Path file) {
            List<String> options = new ArrayList<>(SILENT);
            options.add(option + file);
            return options;
        }

        private static boolean isOf(Path file, Path jar) throws IOException {
            return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) > 0;
        }

        /** In a place of its own first, so that nobody finds half of it. */
        private static void train(Path file) throws IOException {
            Path fresh = file.resolveSibling("trained.fresh");
            Files.deleteIfExists(file);
            Files.deleteIfExists(fresh);
            List<String> options = new ArrayList<>(SHORT_LIVED);
            options.addAll(with(AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=", fresh));
            List<String> command = java(options);
            command.add("train");
            Path log = file.resolveSibling("trained.log");
            Process training = Processes.start(command, Map.of(), log);
            if (!Processes.exited(training, MAX_SECONDS)) {
                training.descendants().forEach(ProcessHandle::destroyForcibly);
                training.destroyForcibly();
            }
            if (!Processes.exited(training, 10) || training.exitValue() != 0) {
                throw new IllegalStateException("the training failed, see " + log);
            }
            if (Files.exists(fresh)) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
