package io.ringway.bench.load;

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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A gateway in a process of its own, on loopback. It ends with {@link #close}, and with this JVM at the latest. */
final class Node implements AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final long POLL_NANOS = 10_000_000;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private Node(Process process, Path log, int port, int managementPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * Starts a node and does not wait for it.
     *
     * @param environment further {@code RINGWAY_} variables
     * @param options of its JVM
     */
    static Node launch(Path root, String secret, Map<String, String> environment, List<String> options) {
        int[] ports = Ports.free(2);
        ProcessBuilder builder = new ProcessBuilder(command(root, options));
        builder.environment().keySet().removeIf(name -> name.startsWith("RINGWAY_"));
        builder.environment().putAll(environment);
        builder.environment().put("RINGWAY_AUTH_HS256_SECRET", secret);
        builder.environment().put("RINGWAY_API_KEYS", "[{\"tenant\":\"bench\",\"key\":\"" + PostsRun.KEY + "\"}]");
        builder.environment().put("RINGWAY_API_REQUESTS_PER_SECOND", "1000000");
        builder.environment().put("RINGWAY_API_REQUEST_BURST", "1000000");
        builder.environment().put("RINGWAY_HTTP_HOST", "127.0.0.1");
        builder.environment().put("RINGWAY_HTTP_PORT", Integer.toString(ports[0]));
        builder.environment().put("RINGWAY_MANAGEMENT_PORT", Integer.toString(ports[1]));
        try {
            Path folder = Files.createDirectories(root.resolve("bench/target/nodes"));
            Path log = Files.createTempFile(folder, "node-", ".log");
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Node(process, log, ports[0], ports[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What starts the jar of the build. */
    static List<String> command(Path root, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-jar", root.resolve("gateway/target/ringway.jar").toString()));
        return command;
    }

    int port() {
        return port;
    }

    /** Waits until the node takes traffic. */
    void awaitReady() {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("a node did not get ready, see " + log);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean ready() {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/health/ready");
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Processor time so far, user and system. */
    double cpuSeconds() {
        return process.toHandle()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("a node ended, see " + log))
                        .toNanos()
                / 1e9;
    }

    /** Resident memory in KiB; -1 where the system has no {@code /proc}. */
    long rssKib() {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the process at once and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
