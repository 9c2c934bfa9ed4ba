package io.ringway.gateway.ice;

import io.ringway.cluster.UserId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many credentials one user is given on this node. Counts within windows as long as a credential lives; with the window
 * the counts are forgotten, so that memory is bounded by the users of one window. Any thread.
 */
final class CredentialQuota {
    private final int perWindow;
    private final long windowMillis;
    private final AtomicReference<Window> window = new AtomicReference<>(new Window(-1));

    private record Window(long number, ConcurrentHashMap<UserId, Integer> taken) {
        Window(long number) {
            this(number, new ConcurrentHashMap<>());
        }
    }

    CredentialQuota(int perWindow, Duration window) {
        this.perWindow = perWindow;
        this.windowMillis = window.toMillis();
    }

    /** Takes one of the user's; false where none is left in this window. */
    boolean take(UserId user, long now) {
        return current(now).taken().merge(user, 1, (before, one) -> Math.min(before + one, perWindow + 1)) <= perWindow;
    }

    /** Milliseconds until there are some again. */
    long retryAfter(long now) {
        return windowMillis - now % windowMillis;
    }

    private Window current(long now) {
        long number = now / windowMillis;
        return window.updateAndGet(known -> known.number() >= number ? known : new Window(number));
    }
}
