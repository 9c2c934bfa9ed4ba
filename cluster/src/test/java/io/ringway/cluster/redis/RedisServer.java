package io.ringway.cluster.redis;

import io.ringway.cluster.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A real redis-server on a free port of the loopback interface; stopped and started again at will. Keeps nothing. */
final class RedisServer implements AutoCloseable {
    private final int port = Ports.free("127.0.0.1");
    private final List<String> options;
    private @Nullable Process process;

    RedisServer(String... options) {
        this.options = List.of(options);
    }

    RedisServer start() {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(options);
        try {
            Path folder = Files.createTempDirectory("ringway-redis");
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException("redis-server is needed; scripts/test-deps installs it", missing);
        }
        Awaitility.await("Redis listens").atMost(Duration.ofSeconds(10)).until(this::listens);
        return this;
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    String url(String userAndPassword) {
        return "redis://" + userAndPassword + "@127.0.0.1:" + port + "/0";
    }

    /** As a machine that hangs: connections stay, and nothing is answered. */
    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", name, Long.toString(running().pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + name + " said " + code);
            }
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        kill();
    }

    void kill() {
        Process running = running().destroyForcibly();
        try {
            running.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "start first");
    }
}
