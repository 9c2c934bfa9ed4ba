package io.ringway.gateway.limits;

import io.ringway.gateway.config.AddressLimitsConfig;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each client address may do on this node: how many WebSockets it has and opens, and how often it may show what is
 * forged. Memory is bounded by the addresses that are connected, and a number of others. Any thread.
 */
public final class AddressGate {
    /** Milliseconds after which an address that has as many connections as it may is asked to try again. */
    private static final long FULL_RETRY_MILLIS = 10_000;

    /** So many addresses that are not connected are remembered, each with less than 200 bytes. */
    private static final int REMEMBERED = 100_000;

    /** A site behind one address gets in at this pace while somebody there guesses. */
    private static final Rate LOOKS = Rate.perSecond(50, 50);

    private final AddressLimitsConfig config;
    private final ConcurrentHashMap<String, Integer> connected = new ConcurrentHashMap<>();
    private final Buckets<String> connects;
    private final Buckets<String> failures;
    private final Buckets<String> looks = new Buckets<>(LOOKS, REMEMBERED);

    public AddressGate(AddressLimitsConfig config) {
        this.config = config;
        int perMinute = Math.max(1, config.connectsPerMinute());
        int mayFail = Math.max(1, config.authFailures());
        connects = new Buckets<>(Rate.perMinute(perMinute, perMinute), REMEMBERED);
        failures = new Buckets<>(new Rate(mayFail, config.authFailureWindow(), mayFail), REMEMBERED);
    }

    /** Whether an address is let in. */
    public sealed interface Entry {
        /** It is, and has taken a place that {@link #exit} gives back. */
        record Taken() implements Entry {}

        /** It is not, before so many milliseconds have passed. */
        record Refused(Reason reason, long retryAfterMillis) implements Entry {}
    }

    /** Which bound was met; the names are labels of a counter. */
    public enum Reason {
        ADDRESS_CONNECTS,
        ADDRESS_CONNECTIONS,
        AUTH_FAILURES
    }

    /** One more handshake. */
    public Entry enter(ClientAddress address, long nowMillis) {
        if (address.local()) {
            return new Entry.Taken();
        }
        String network = address.network();
        if (config.authFailures() > 0 && failures.millisUntil(network, nowMillis) > 0) {
            long wait = looks.take(network, nowMillis);
            if (wait > 0) {
                return new Entry.Refused(Reason.AUTH_FAILURES, wait);
            }
        }
        long wait = config.connectsPerMinute() > 0 ? connects.take(network, nowMillis) : 0;
        if (wait > 0) {
            return new Entry.Refused(Reason.ADDRESS_CONNECTS, wait);
        }
        return hasRoom(network) ? new Entry.Taken() : new Entry.Refused(Reason.ADDRESS_CONNECTIONS, FULL_RETRY_MILLIS);
    }

    private boolean hasRoom(String network) {
        int most = config.connections() == 0 ? Integer.MAX_VALUE : config.connections();
        boolean[] taken = new boolean[1];
        connected.compute(network, (unused, before) -> {
            int now = before == null ? 0 : before;
            taken[0] = now < most;
            return taken[0] ? Integer.valueOf(now + 1) : before;
        });
        return taken[0];
    }

    /** Gives back, once, a place that was taken. */
    public void exit(ClientAddress address) {
        if (!address.local()) {
            connected.computeIfPresent(address.network(), (unused, before) -> before > 1 ? before - 1 : null);
        }
    }

    /** The address has shown a token or a key that nobody has given out. */
    public void failed(ClientAddress address, long nowMillis) {
        if (!address.local() && config.authFailures() > 0) {
            failures.take(address.network(), nowMillis);
        }
    }

    /** How long an address that has shown too much of that is to wait, in milliseconds; 0 where it has not. */
    public long distrusted(ClientAddress address, long nowMillis) {
        return address.local() || config.authFailures() == 0 ? 0 : failures.millisUntil(address.network(), nowMillis);
    }
}
