package io.ringway.gateway.session.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ringway.gateway.metrics.Metrics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Writes that nobody waits for, but a node that stops. */
class LogWritesTest {
    private final LogWrites writes = new LogWrites(new Metrics());
    private final List<String> said = new ArrayList<>();

    private static void fail() {
        throw new IllegalStateException("as told");
    }

    @Test
    void aNodeNeverStoppedAfterWhatFollowedAWriteHadThrown() {
        assertThrows(
                IllegalStateException.class, () -> writes.write(() -> Future.succeededFuture(1), unseen -> fail()));
        writes.whenIdle(() -> said.add("idle"));
        assertEquals(List.of("idle"), said);
    }

    @Test
    void aNodeNeverStoppedAfterAWriteHadThrown() {
        writes.write(
                () -> {
                    if (said.isEmpty()) {
                        said.add("thrown");
                        fail();
                    }
                    return Future.succeededFuture(said.size());
                },
                unseen -> said.add("written"));
        writes.whenIdle(() -> said.add("idle"));
        writes.tick(60_000);
        assertEquals(List.of("thrown", "idle", "written"), said);
    }

    @Test
    void whatIsGivenUpIsToldOnce() {
        writes.write(() -> Future.failedFuture("down"), unseen -> fail(), () -> said.add("given up"));
        for (int i = 1; i < 100; i++) {
            writes.tick(i * 1_000L);
        }
        assertEquals(List.of("given up"), said);
    }
}
