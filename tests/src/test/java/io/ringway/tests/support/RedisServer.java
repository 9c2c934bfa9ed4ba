package io.ringway.tests.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A redis-server on this machine that keeps everything in memory. Its log is kept in {@code target/redis/}. */
public final class RedisServer implements AutoCloseable {
    /** What it asks nodes for. */
    private static final String PASSWORD = Secrets.keep("redis-secret-" + "0011223344556677");

    private final String host;
    private final int port;
    private Process process;

    public static RedisServer start() {
        return start("127.0.0.1", Ports.free());
    }

    /** @param host an address of this machine, on which alone it listens */
    public static RedisServer start(String host, int port) {
        return new RedisServer(host, port);
    }

    private RedisServer(String host, int port) {
        this.host = host;
        this.port = port;
        this.process = run();
        awaitListening();
    }

    private Process run() {
        List<String> command = List.of(
                Commands.find("redis-server")
                        .orElseThrow(() ->
                                new IllegalStateException("no redis-server on PATH: apt-get install redis-server"))
                        .toString(),
                "--bind",
                host,
                "--port",
                Integer.toString(port),
                "--requirepass",
                PASSWORD,
                "--save",
                "",
                "--appendonly",
                "no");
        try {
            Path folder = Files.createDirectories(Repo.output("redis"));
            return Processes.start(command, Map.of(), Files.createTempFile(folder, "redis-", ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening() {
        await("Redis listens").until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What a node needs to keep its calls there. */
    public Map<String, String> settings() {
        return Map.of("RINGWAY_REDIS_URL", url(host, Integer.toString(port)));
    }

    /** Where a node finds one there. */
    public static String url(String host, String port) {
        return "redis://:" + PASSWORD + "@" + host + ":" + port;
    }

    /** What a backend would talk to it with. */
    public RedisClient client() {
        return new RedisClient(host, port, PASSWORD);
    }

    /** Gone, with all that it kept. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The same address, and nothing kept. */
    public void startAgain() {
        process = run();
        awaitListening();
    }

    @Override
    public void close() {
        kill();
    }
}
