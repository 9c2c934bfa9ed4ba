package io.ringway.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RevocationsTest {
    private static final Tenant DEMO = new Tenant("demo");
    private static final long T = 1_790_000_000_000L;

    private final AtomicLong now = new AtomicLong(T);
    private final Revocations revocations = fresh();

    private Revocations fresh() {
        return new Revocations(() -> Instant.ofEpochMilli(now.get()), 3);
    }

    private static Principal bearer(String tenant, String user, String jti, long issued) {
        return new Principal(
                new UserId(new Tenant(tenant), user),
                Grants.ALL,
                Long.MAX_VALUE,
                new Profile(jti, issued, Bytes.EMPTY, Bytes.EMPTY));
    }

    private static Revocation of(Kind kind, String id, long since, long until) {
        return new Revocation(kind, DEMO, id, since, until, Math.max(since, until) + 1);
    }

    @Test
    void oneTenantDoesNotFillTheListOfAnother() {
        for (String user : List.of("u1", "u2", "u3")) {
            revocations.add(of(Kind.BAN, user, T, T + 1_000));
            revocations.add(of(Kind.BAN, user, T + 1, T + 1_000));
        }
        assertTrue(revocations.isFull(DEMO));
        assertFalse(revocations.isFull(new Tenant("other")));
        now.addAndGet(2_000);
        revocations.tick();
        assertFalse(revocations.isFull(DEMO), "they are over");
    }

    @Test
    void speaksAgainstWhomItIsAbout() {
        revocations.add(of(Kind.TOKEN, "t1", T, T + 1_000));
        revocations.add(of(Kind.TOKENS, "uma", T, T + 1_000));
        revocations.add(of(Kind.BAN, "bart", T, T + 1_000));
        assertEquals(Kind.TOKEN, revocations.against(bearer("demo", "ada", "t1", T)));
        assertNull(revocations.against(bearer("other", "ada", "t1", T)), "another tenant");
        assertEquals(Kind.TOKENS, revocations.against(bearer("demo", "uma", "x", T)));
        assertEquals(Kind.TOKENS, revocations.against(bearer("demo", "uma", "x", 0)), "no iat");
        assertNull(revocations.against(bearer("demo", "uma", "x", T + 1)), "minted a moment later");
        assertEquals(Kind.BAN, revocations.against(bearer("demo", "bart", "x", T + 1)));
        assertTrue(revocations.isFull(DEMO));

        now.addAndGet(1_000);
        assertNull(revocations.against(bearer("demo", "ada", "t1", T)), "over");
        now.addAndGet(1);
        revocations.tick();
        assertEquals(List.of(), revocations.all());
    }

    @Test
    void whoHasAPublishableKeyHasNoTokenToLose() {
        revocations.add(of(Kind.TOKENS, "guest", T, T + 1_000));
        Principal guest = new Principal(new UserId(DEMO, "guest"), Grants.ALL, Long.MAX_VALUE, true, false, "pk_1");
        assertNull(revocations.against(guest));
        revocations.add(of(Kind.BAN, "guest", T, T + 1_000));
        assertEquals(Kind.BAN, revocations.against(guest));
    }

    @Test
    void inWhateverOrderNodesHearTheyComeToTheSame() {
        List<Revocation> news = new ArrayList<>(List.of(
                of(Kind.BAN, "bart", T, T + 60_000),
                of(Kind.BAN, "bart", T + 1, 0),
                of(Kind.BAN, "bart", T + 2, T + 30_000),
                of(Kind.BAN, "bart", T + 3, 0),
                of(Kind.TOKENS, "uma", T, T + 8_000),
                of(Kind.TOKENS, "uma", T, T + 9_000),
                of(Kind.TOKENS, "bart", T + 1, T + 9_000),
                of(Kind.TOKENS, "bart", T + 2, T + 9_000)));
        news.forEach(revocations::add);
        assertNull(revocations.against(bearer("demo", "bart", "x", T + 3)), "the ban was lifted");
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(news, new Random(seed));
            Revocations other = fresh();
            news.forEach(other::add);
            news.forEach(one -> assertFalse(other.add(one), "news twice"));
            assertEquals(Set.copyOf(revocations.all()), Set.copyOf(other.all()));
        }
    }
}
