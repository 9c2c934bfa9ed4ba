package io.ringway.gateway.http.ws;

import io.ringway.gateway.protocol.CloseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Pings the silent and closes the dead, with one timer for all the sockets of an event loop. Time is counted in ticks,
 * {@value #TICKS_PER_INTERVAL} to a ping interval: a loop that stood still did not listen either, so its clock stands with
 * it, and nobody is dropped for the server's own stall.
 *
 * <p>A tick looks at one slot of {@value #SLOTS}: every socket is visited four times in an interval.
 */
final class KeepAlive {
    static final int TICKS_PER_INTERVAL = 32;
    static final int TIMEOUT_TICKS = TICKS_PER_INTERVAL * 5 / 2;
    static final int SLOTS = 8;

    private final List<List<Pulse>> slots = IntStream.range(0, SLOTS)
            .<List<Pulse>>mapToObj(i -> new ArrayList<>())
            .toList();
    /** What waited for the sockets of each slot when it was last visited, and for all of them. */
    private final long[] waitingBySlot = new long[SLOTS];

    private long waiting;
    private int nextSlot;
    private int now;

    int now() {
        return now;
    }

    void add(Pulse pulse) {
        nextSlot = (nextSlot + 1) % SLOTS;
        List<Pulse> slot = slots.get(nextSlot);
        pulse.slot = nextSlot;
        pulse.index = slot.size();
        pulse.heard(now);
        slot.add(pulse);
    }

    void remove(Pulse pulse) {
        List<Pulse> slot = slots.get(pulse.slot);
        Pulse last = slot.removeLast();
        if (last != pulse) {
            slot.set(pulse.index, last);
            last.index = pulse.index;
        }
    }

    int size() {
        return slots.stream().mapToInt(List::size).sum();
    }

    /** Backwards, because a visit may remove the visited. */
    void forEach(Consumer<LoopSocket> action) {
        for (List<Pulse> slot : slots) {
            for (int i = slot.size() - 1; i >= 0; i--) {
                action.accept(slot.get(i).socket);
            }
        }
    }

    /** Bytes that wait for the clients, each as it was when it was last visited. */
    long waiting() {
        return waiting;
    }

    void tick() {
        now++;
        int number = now % SLOTS;
        List<Pulse> slot = slots.get(number);
        long bytes = 0;
        for (int i = slot.size() - 1; i >= 0; i--) {
            Pulse pulse = slot.get(i);
            long waits = pulse.socket.waiting();
            if (waits < pulse.waited) {
                // It reads: a ping waits behind all that, and its answer with it.
                pulse.heard(now);
            }
            pulse.waited = waits;
            bytes += waits;
            visit(pulse);
        }
        waiting += bytes - waitingBySlot[number];
        waitingBySlot[number] = bytes;
    }

    private void visit(Pulse pulse) {
        int silent = now - pulse.heardAt;
        if (silent >= TIMEOUT_TICKS) {
            pulse.socket.close(CloseCode.PING_TIMEOUT);
        } else if (silent >= TICKS_PER_INTERVAL * (pulse.pings + 1)) {
            pulse.pings++;
            pulse.socket.ping();
        }
    }
}
