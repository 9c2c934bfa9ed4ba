package io.ringway.tests.support;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Somebody who comes to the doors of a node with what is not allowed. Used from the test's thread. */
public final class Intruder {
    private final Node node;

    public Intruder(Node node) {
        this.node = node;
    }

    /** Claims that are right for so many seconds more. */
    public static JsonObject claims(long seconds) {
        return new JsonObject().put("sub", "eve").put("service", "demo").put("exp", now() + seconds);
    }

    public static long now() {
        return Instant.now().getEpochSecond();
    }

    public static List<String> badTokens() {
        String forged = Tokens.of("eve");
        return List.of(
                Secrets.canary(),
                Secrets.keep(forged.substring(0, forged.length() - 2) + (forged.endsWith("AA") ? "BB" : "AA")),
                Tokens.of("demo", "eve", Duration.ofHours(-1)),
                Tokens.sign(claims(3_600).put("nbf", now() + 900)),
                Tokens.sign(claims(-900)),
                Tokens.sign(new JsonObject().put("sub", "eve").put("service", "demo")),
                Tokens.sign(new JsonObject().put("sub", "eve").put("exp", 4_000_000_000L)));
    }

    /** The status with which a handshake is refused. */
    public int refused(String path, List<String> subProtocols) {
        return assertThrows(UpgradeRejectedException.class, () -> Client.open(node, path, subProtocols))
                .getStatus();
    }

    /** The handshake of a page that has no business here. */
    public int foreign(String path) {
        return assertThrows(UpgradeRejectedException.class, () -> Client.open(node, path, "https://evil.example"))
                .getStatus();
    }

    /** How a connection ends that says that. */
    public Inbox.Closed closing(String path, String frame) {
        return closing(path, frame, 1);
    }

    public Inbox.Closed closing(String path, String frame, int times) {
        Talk talk = new Talk(Client.open(node, path, protocols(path)));
        for (int i = 0; i < times; i++) {
            talk.say(frame);
        }
        return talk.closed();
    }

    /** How one ends that sends bytes which are no text. */
    public Inbox.Closed breaking(String path, byte[] text) {
        Talk talk = new Talk(Client.open(node, path, protocols(path)));
        talk.sayRaw(text);
        return talk.closed();
    }

    private static List<String> protocols(String path) {
        return path.startsWith("/realtime") ? List.of("ringway.v1", "bearer." + Tokens.of("eve")) : List.of();
    }
}
