package io.ringway.gateway.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UnavailableException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Notices that wait for room, whose pauses are over when the test says so. */
class AdmissionTest {
    private static final Tenant TENANT = new Tenant("acme");
    private static final Tenant OTHER = new Tenant("other");

    private final Deque<Runnable> paused = new ArrayDeque<>();
    private final Set<Tenant> full = new HashSet<>(Set.of(TENANT));
    private long now = 1_000;
    private final Admission admission =
            new Admission(tenant -> !full.contains(tenant), paused::add, () -> Instant.ofEpochMilli(now));

    private static Notice notice(long until) {
        return new Notice(Bytes.EMPTY, until, Urgency.NORMAL, null);
    }

    private void pauses(int count) {
        for (int i = 0; i < count; i++) {
            paused.remove().run();
        }
    }

    /** Each pause was a future around all before it, and the hub's stack too small for an hour of them. */
    @Test
    void aNoticeGoesOnAfterAPushServiceWasAwayForLong() {
        Future<Boolean> gone = admission.of(TENANT, notice(Long.MAX_VALUE)).map(admitted -> true);

        pauses(20_000);
        assertFalse(gone.isComplete());
        full.clear();
        pauses(1);

        assertTrue(gone.succeeded(), () -> "failed: " + gone.cause());
        assertTrue(paused.isEmpty());
    }

    @Test
    void aNoticeIsGivenUpWhereThereIsNoRoomWhileItIsOfUse() {
        Future<Void> late = admission.of(TENANT, notice(2_000));
        Future<Void> later = admission.of(TENANT, notice(3_000));

        now = 2_000;
        pauses(2);

        assertInstanceOf(UnavailableException.class, late.cause());
        assertFalse(later.isComplete());
        assertEquals(1, paused.size());
    }

    @Test
    void aTenantDoesNotWaitForTheRoomOfAnother() {
        assertTrue(admission.of(OTHER, notice(2_000)).succeeded());
        assertTrue(paused.isEmpty());
    }
}
