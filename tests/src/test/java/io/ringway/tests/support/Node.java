package io.ringway.tests.support;

import static org.awaitility.Awaitility.await;

import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway: the packaged jar in a process of its own, on loopback. Its log is kept in {@code target/nodes/}; closing the
 * node ends the process and fails when the log contains a {@link Secrets secret}. Used from the test's thread.
 */
public final class Node implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final NodeSettings settings;
    private final Path log;
    private final Process process;

    private Node(NodeSettings settings, Path log, Process process) {
        this.settings = settings;
        this.log = log;
        this.process = process;
    }

    /** Starts a node and does not wait for it. */
    public static Node launch(NodeSettings settings, List<NodeSettings> members) {
        List<String> options = new ArrayList<>(NodeJvm.SHORT_LIVED);
        options.add("-Xmx512m");
        return launch(settings, members, NodeJvm.command(options));
    }

    static Node launch(NodeSettings settings, List<NodeSettings> members, List<String> command) {
        Path log = logFile(settings.name());
        return new Node(settings, log, Processes.start(command, settings.environment(members), log));
    }

    /** Starts a node that is part of no cluster and waits until it is ready. */
    public static Node start(NodeSettings settings) {
        return ready(launch(settings, List.of()));
    }

    /** As {@link #start}, with no more than this for direct buffers. */
    public static Node startSmall(NodeSettings settings, int mebibytes) {
        List<String> options = new ArrayList<>(NodeJvm.SHORT_LIVED);
        options.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=" + mebibytes + "m"));
        return ready(launch(settings, List.of(), NodeJvm.command(options)));
    }

    private static Node ready(Node node) {
        try {
            node.awaitReady();
        } catch (RuntimeException | Error e) {
            node.kill();
            throw e;
        }
        return node;
    }

    private static synchronized Path logFile(String name) {
        try {
            Path folder = Files.createDirectories(Repo.output("nodes"));
            return Files.createTempFile(folder, name + "-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public NodeSettings settings() {
        return settings;
    }

    /** Where the pages and front doors are, such as {@code http://127.0.0.1:20123}. */
    public String url() {
        return "http://127.0.0.1:" + settings.http();
    }

    /** The connect options of a WebSocket to the path. */
    public WebSocketConnectOptions webSocket(String path) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(settings.http())
                .setURI(path)
                .setTimeout(10_000);
    }

    /** Waits until {@code /health/ready} says yes; fails with the end of the log when the process ends instead. */
    public void awaitReady() {
        awaitReady(1);
    }

    /** Waits until this node is ready in a cluster of that many nodes, itself included. */
    public void awaitReady(int nodes) {
        await(settings.name() + " is ready, one of " + nodes + ", see " + log)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> readyWith() >= nodes);
    }

    /** Waits until this node has noticed which others are gone: it sees so many, itself included. */
    public void awaitLeft(int nodes) {
        await(settings.name() + " sees " + nodes + " nodes, see " + log)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> readyWith() == nodes);
    }

    /** How many nodes this one sees, itself included; 0 while it is not ready. */
    private int readyWith() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    settings.name() + " ended with " + process.exitValue() + ":\n" + endOfLog());
        }
        try {
            HttpResponse<String> answer = get(management("/health/ready"));
            return answer.statusCode() == 200 ? new JsonObject(answer.body()).getInteger("nodes") : 0;
        } catch (UncheckedIOException notYet) {
            return 0;
        }
    }

    /** A URL on the management port. */
    public URI management(String path) {
        return URI.create("http://127.0.0.1:" + settings.management() + path);
    }

    /** What the node says of itself under a name that has no labels. */
    public int metric(String name) {
        return get(management("/metrics"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric is called " + name));
    }

    /** Gets any URL of this node. */
    public static HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build());
    }

    /** Sends a request and waits for the answer. */
    public static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process at once, as a crash would (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(10);
    }

    /** Asks the process to stop (SIGTERM) and does not wait. */
    public void terminate() {
        process.destroy();
    }

    /** Stops the process in its tracks, as a long pause of the machine would (SIGSTOP). */
    public void pause() {
        Processes.signal(process, "STOP");
    }

    /** Lets a paused process go on (SIGCONT). */
    public void resume() {
        Processes.signal(process, "CONT");
    }

    /**
     * Waits for the process to end.
     *
     * @return its exit code
     */
    public int awaitExit(int seconds) {
        if (!Processes.exited(process, seconds)) {
            throw new AssertionError(settings.name() + " still runs after " + seconds + " s, see " + log);
        }
        return process.exitValue();
    }

    /** Everything the process has written. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String endOfLog() {
        String text = log();
        return text.substring(Math.max(0, text.length() - 4_000));
    }

    @Override
    public void close() {
        kill();
        Secrets.assertAbsent(log);
    }
}
