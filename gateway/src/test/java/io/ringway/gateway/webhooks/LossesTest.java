package io.ringway.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Tally;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long LATER = NOW + 60_000;
    private static final String LINE = new Topic(Topic.Kind.GROUP, "g").line("r");

    private final LateStore store = new LateStore(() -> Instant.ofEpochMilli(NOW));
    private final Receiver receiver = new Receiver(
            "r",
            new Tenant("t"),
            EnumSet.allOf(EventType.class),
            List.of(),
            delivery -> Future.succeededFuture(new Sink.Outcome.Gone()),
            new Schedule(1_000, 1_000, 1_000, 1, 1_000, 1_000, 1 << 20));
    private final Losses losses = new Losses(List.of(receiver), store, "w", () -> NOW, () -> {});

    @Test
    void whatIsNotKnownYetWhileTheStoreIsAwayIsNotSaidToBeNothing() {
        store.away(true);
        losses.tick(NOW);
        assertTrue(losses.tally("r").failed());
        store.away(false);
        assertEquals(Tally.NOTHING, losses.tally("r").result());
        store.away(true);
        assertEquals(Tally.NOTHING, losses.tally("r").result(), "as last seen");
    }

    @Test
    void aNewerCountIsNotForgottenWhenAnOlderOneThatWasSentTwiceArrivesAgain() {
        store.late();
        losses.missed(LINE);
        losses.tick(NOW);
        assertEquals(3, store.open(), "it is written, and once more as it has not arrived yet, and read");
        store.answer();
        losses.missed(LINE);
        store.away(true);
        losses.tick(NOW);
        while (store.open() > 0) {
            store.answer();
        }
        store.away(false);
        store.onTime();
        losses.tick(LATER);
        assertEquals(2, losses.tally("r").result().lost());
    }
}
