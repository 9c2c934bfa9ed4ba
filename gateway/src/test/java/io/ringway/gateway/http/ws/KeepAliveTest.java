package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeepAliveTest {
    private final KeepAlive keepAlive = new KeepAlive();

    @Test
    void pingsAfterOneIntervalAndClosesAfterTwoAndAHalf() {
        Seen socket = new Seen();
        Pulse pulse = new Pulse(socket);
        keepAlive.add(pulse);
        tick(KeepAlive.TICKS_PER_INTERVAL - 1);
        assertEquals(0, socket.pings);
        tick(KeepAlive.SLOTS);
        assertEquals(1, socket.pings);
        tick(KeepAlive.TICKS_PER_INTERVAL);
        assertEquals(2, socket.pings);
        assertEquals(List.of(), socket.closes);
        tick(KeepAlive.TICKS_PER_INTERVAL / 2 + 1);
        assertEquals(List.of(CloseCode.PING_TIMEOUT), socket.closes);
    }

    @Test
    void whoIsHeardIsLeftAlone() {
        Seen socket = new Seen();
        Pulse pulse = new Pulse(socket);
        keepAlive.add(pulse);
        for (int i = 0; i < 20; i++) {
            tick(KeepAlive.TICKS_PER_INTERVAL - KeepAlive.SLOTS);
            pulse.heard(keepAlive.now());
        }
        assertEquals(0, socket.pings);
    }

    @Test
    void removesInAnyOrder() {
        List<Pulse> pulses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Pulse pulse = new Pulse(new Seen());
            pulses.add(pulse);
            keepAlive.add(pulse);
        }
        Collections.shuffle(pulses, new Random(7));
        pulses.subList(0, 60).forEach(keepAlive::remove);
        assertEquals(40, keepAlive.size());
        List<LoopSocket> left = new ArrayList<>();
        keepAlive.forEach(left::add);
        assertEquals(
                Set.copyOf(pulses.subList(60, 100).stream().map(p -> p.socket).toList()), Set.copyOf(left));
    }

    @Test
    void aVisitMayRemoveTheVisited() {
        for (int i = 0; i < 20; i++) {
            Seen socket = new Seen();
            Pulse pulse = new Pulse(socket);
            socket.onClose = () -> keepAlive.remove(pulse);
            keepAlive.add(pulse);
        }
        tick(KeepAlive.TIMEOUT_TICKS + KeepAlive.SLOTS);
        assertEquals(0, keepAlive.size());
    }

    /** Its pongs wait behind the pings, and those behind what it reads. */
    @Test
    void whoReadsSlowlyIsThereUntilItReadsNoMore() {
        Seen socket = new Seen();
        socket.waiting = 1_000_000;
        keepAlive.add(new Pulse(socket));
        for (int i = 0; i < 2 * KeepAlive.TIMEOUT_TICKS; i++) {
            socket.waiting -= 100;
            tick(1);
        }
        assertEquals(List.of(), socket.closes);
        tick(KeepAlive.TIMEOUT_TICKS + KeepAlive.SLOTS);
        assertEquals(List.of(CloseCode.PING_TIMEOUT), socket.closes.subList(0, 1));
    }

    @Test
    void countsWhatWaitsAndForgetsWhoIsGone() {
        Seen socket = new Seen();
        socket.waiting = 1_000;
        Seen other = new Seen();
        other.waiting = 10;
        Pulse pulse = new Pulse(socket);
        keepAlive.add(pulse);
        keepAlive.add(new Pulse(other));
        tick(KeepAlive.SLOTS);
        assertEquals(1_010, keepAlive.waiting());
        other.waiting = 20;
        tick(KeepAlive.SLOTS);
        assertEquals(1_020, keepAlive.waiting());
        keepAlive.remove(pulse);
        tick(KeepAlive.SLOTS);
        assertEquals(20, keepAlive.waiting());
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            keepAlive.tick();
        }
    }

    private static final class Seen implements LoopSocket {
        final List<CloseCode> closes = new ArrayList<>();
        int pings;
        long waiting;
        Runnable onClose = () -> {};

        @Override
        public void ping() {
            pings++;
        }

        @Override
        public void flush() {
            throw new AssertionError("nobody wrote");
        }

        @Override
        public EventLoop loop() {
            return new DefaultEventLoop();
        }

        @Override
        public ClientAddress address() {
            return ClientAddress.UNKNOWN;
        }

        @Override
        public void write(Frame frame) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public long waiting() {
            return waiting;
        }

        @Override
        public Party party() {
            return new Party.Address("here");
        }

        @Override
        public void cut() {
            throw new AssertionError("nobody is cut");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(CloseCode code, long retryAfterMillis) {
            closes.add(code);
            onClose.run();
        }
    }
}
