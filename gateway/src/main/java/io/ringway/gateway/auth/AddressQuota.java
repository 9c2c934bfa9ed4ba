package io.ringway.gateway.auth;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How many connections one address has open, and how many it opened within a minute, on this node. Memory is bounded by the
 * addresses that are connected and those of one minute. Any thread.
 */
final class AddressQuota {
    private static final long WINDOW_MILLIS = 60_000;

    private final int open;
    private final int perMinute;
    private final ConcurrentHashMap<String, Integer> connected = new ConcurrentHashMap<>();
    private final AtomicReference<Window> window = new AtomicReference<>(new Window(-1, new ConcurrentHashMap<>()));

    private record Window(long number, ConcurrentHashMap<String, Integer> connects) {}

    AddressQuota(int open, int perMinute) {
        this.open = open;
        this.perMinute = perMinute;
    }

    /** Counts one attempt; false where the address has made as many as it may within this minute. */
    boolean attempt(String address, long now) {
        long number = now / WINDOW_MILLIS;
        Window current = window.updateAndGet(
                known -> known.number() >= number ? known : new Window(number, new ConcurrentHashMap<>()));
        return current.connects().merge(address, 1, (before, one) -> Math.min(before + one, perMinute + 1))
                <= perMinute;
    }

    /** Takes a place; false where the address has as many as it may. */
    boolean enter(String address) {
        int[] places = new int[1];
        connected.compute(address, (unused, before) -> {
            int now = before == null ? 0 : before;
            places[0] = now < open ? now + 1 : -1;
            return now < open ? Integer.valueOf(now + 1) : before;
        });
        return places[0] > 0;
    }

    /** Gives a place back that was taken. */
    void exit(String address) {
        connected.computeIfPresent(address, (unused, before) -> before > 1 ? before - 1 : null);
    }
}
