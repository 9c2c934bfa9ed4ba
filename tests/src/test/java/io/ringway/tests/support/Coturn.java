package io.ringway.tests.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A coturn on loopback that shares a secret with the nodes. Its log is kept in {@code target/coturn/}. */
public final class Coturn implements AutoCloseable {
    /** Shared with the nodes. */
    public static final String SECRET = Secrets.keep("turn-secret-" + "fedcba9876543210");

    private static final int RELAY_PORTS = 200;

    private final int port;
    private final Path log;
    private final Process process;

    private Coturn(int port, Path log, Process process) {
        this.port = port;
        this.log = log;
        this.process = process;
    }

    /** Starts it and waits until it listens. */
    public static Coturn start() {
        int port = Ports.free();
        Path log = logFile();
        Coturn coturn = new Coturn(port, log, Processes.start(command(port), Map.of(), log));
        try {
            await("coturn listens, see " + log)
                    .until(() -> coturn.log().contains("IPv4. UDP listener opened on: 127.0.0.1:" + port));
        } catch (RuntimeException | Error e) {
            coturn.close();
            throw e;
        }
        return coturn;
    }

    /** Relay ports lie above those that {@link Ports} gives out and the kernel takes for others. */
    private static List<String> command(int port) {
        int relay = 61_000 + port % 4_000;
        return List.of(
                Commands.find("turnserver")
                        .orElseThrow(() -> new IllegalStateException("no turnserver on PATH: apt-get install coturn"))
                        .toString(),
                "-n",
                "--use-auth-secret",
                "--static-auth-secret=" + SECRET,
                "--realm=ringway.test",
                "--listening-ip=127.0.0.1",
                "--listening-port=" + port,
                "--relay-ip=127.0.0.1",
                "--min-port=" + relay,
                "--max-port=" + (relay + RELAY_PORTS),
                "--allow-loopback-peers",
                "--no-cli",
                "--no-tls",
                "--no-dtls",
                "--verbose",
                "--log-file=stdout",
                "--pidfile=" + Repo.output("coturn").resolve(port + ".pid"));
    }

    private static Path logFile() {
        try {
            Path folder = Files.createDirectories(Repo.output("coturn"));
            return Files.createTempFile(folder, "coturn-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a node needs to hand out credentials of this server. */
    public Map<String, String> environment(Duration ttl) {
        return Map.of(
                "RINGWAY_ICE_TURN_URLS", "turn:127.0.0.1:" + port + "?transport=udp",
                "RINGWAY_ICE_TURN_SECRET", SECRET,
                "RINGWAY_ICE_TURN_TTL", ttl.toSeconds() + "s");
    }

    /** What this server takes for a username, until the time in it. */
    public static String credential(String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where it is. */
    public String url() {
        return "turn:127.0.0.1:" + port + "?transport=udp";
    }

    /** Everything it has written. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (!Processes.exited(process, 10)) {
            throw new AssertionError("coturn still runs, see " + log);
        }
    }
}
