package io.ringway.gateway.auth;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation.Kind;
import io.ringway.gateway.auth.Revocation.Subject;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is revoked or banned, as far as this node knows: it is looked up at every connection, and no store is asked
 * then. Any thread. Bounded for each tenant, for those who revoke on this node; what other nodes have taken is taken here too.
 */
public final class Revocations {
    /** Of two that were said in the same millisecond the longer one counts, on every node. */
    private static final Comparator<Revocation> LATER = Comparator.comparingLong(Revocation::since)
            .thenComparingLong(Revocation::until)
            .thenComparingLong(Revocation::kept);

    private final Map<Subject, Revocation> bySubject = new ConcurrentHashMap<>();
    private final Map<Tenant, Integer> counts = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final int most;

    public Revocations(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    public boolean isFull(Tenant tenant) {
        return counts.getOrDefault(tenant, 0) >= most;
    }

    /** Whether that was news. */
    public boolean add(Revocation revocation) {
        Revocation[] before = new Revocation[1];
        Revocation kept = bySubject.merge(revocation.subject(), revocation, (old, next) -> {
            before[0] = old;
            return LATER.compare(next, old) > 0 ? next : old;
        });
        if (before[0] == null) {
            counts.merge(revocation.tenant(), 1, Integer::sum);
        }
        return kept.equals(revocation) && !revocation.equals(before[0]);
    }

    public Optional<Revocation> ban(UserId user) {
        return Optional.ofNullable(bySubject.get(new Subject(Kind.BAN, user.tenant(), user.id())))
                .filter(ban -> ban.until() > clock.millis());
    }

    /** Up to when a user's tokens are revoked, in milliseconds since 1970; 0 where they are not. */
    long revokedUntil(UserId user) {
        Revocation found = bySubject.get(new Subject(Kind.TOKENS, user.tenant(), user.id()));
        return found == null ? 0 : found.since();
    }

    /** What speaks against a bearer; null where nothing does. */
    public @Nullable Kind against(Principal principal) {
        if (bySubject.isEmpty()) {
            return null;
        }
        long now = clock.millis();
        for (Kind kind : List.of(Kind.BAN, Kind.TOKENS, Kind.TOKEN)) {
            String id = kind == Kind.TOKEN
                    ? principal.profile().tokenId()
                    : principal.user().id();
            Revocation found = bySubject.get(new Subject(kind, principal.user().tenant(), id));
            if (found != null && found.concerns(principal, now)) {
                return kind;
            }
        }
        return null;
    }

    public List<Revocation> all() {
        return List.copyOf(bySubject.values());
    }

    /** Forgets what has ended. */
    public void tick() {
        long now = clock.millis();
        bySubject.forEach((subject, revocation) -> {
            if (revocation.kept() <= now && bySubject.remove(subject, revocation)) {
                counts.computeIfPresent(subject.tenant(), (tenant, count) -> count > 1 ? count - 1 : null);
            }
        });
    }
}
