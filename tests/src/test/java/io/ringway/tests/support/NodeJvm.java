package io.ringway.tests.support;

import io.vertx.core.json.JsonObject;
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
 * The JVM that nodes run in. Loading its classes is most of what the start of a node costs, and tests start a hundred of
 * them: the first to ask lets a node write them into an archive, which every node after it maps into its memory. Safe from any
 * thread; processes that want the archive at the same time wait for the one that makes it.
 */
public final class NodeJvm {
    /** For nodes that live for seconds: what the second compiler makes comes too late for them. */
    public static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private NodeJvm() {}

    /** The command that starts a node with these options of its JVM. */
    public static List<String> command(List<String> options) {
        return command(options, Archive.OPTIONS);
    }

    private static List<String> command(List<String> options, List<String> archive) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(archive);
        command.addAll(options);
        command.addAll(List.of("-jar", Repo.jar().toString()));
        return command;
    }

    /** Made at most once in a process, and once for every jar and every JDK. */
    private static final class Archive {
        private static final List<String> OPTIONS = options();

        private static List<String> options() {
            try {
                Path file = Repo.output("classes-" + Runtime.version() + ".jsa");
                Files.createDirectories(file.getParent());
                try (FileChannel lock = FileChannel.open(
                                file.resolveSibling("classes.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock held = lock.lock()) {
                    if (held.isValid() && !isOf(file, Repo.jar())) {
                        make(file);
                    }
                }
                // Without one the start is slower, and all else the same: some JDKs cannot make any.
                return Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off") : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isOf(Path archive, Path jar) throws IOException {
            return Files.exists(archive)
                    && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
        }

        /** In a place of its own first, so that nobody finds half of one. */
        private static void make(Path file) throws IOException {
            Path fresh = file.resolveSibling("classes.fresh");
            Files.deleteIfExists(file);
            Files.deleteIfExists(fresh);
            List<String> options = new ArrayList<>(SHORT_LIVED);
            options.addAll(List.of("-Xmx512m", "-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:cds*=off"));
            NodeSettings settings = NodeSettings.clustered("classes", Map.of());
            try (Node node = Node.launch(settings, List.of(settings), command(options, List.of()))) {
                node.awaitReady();
                use(node);
                node.terminate();
                node.awaitExit(60);
            }
            if (Files.exists(fresh)) {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }

        /** Has the node load what it needs for its clients as well. */
        private static void use(Node node) {
            try (Client ada = Client.connect(node, "ada");
                    Client bob = Client.connect(node, "bob")) {
                ada.join("lobby");
                bob.join("lobby");
                ada.publish("lobby", "hello");
                ada.sendToUser("bob", "hello");
                String call = ada.request("call", new JsonObject().put("user_id", "bob"))
                        .getString("call_id");
                bob.await("rtc:incoming", frame -> true);
                ada.request("hangup", new JsonObject().put("call_id", call));
                ada.members("lobby");
            }
            Node.get(node.management("/metrics"));
        }
    }
}
