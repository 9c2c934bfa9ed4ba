package io.ringway.tests.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Free loopback ports for processes that must be told theirs. They are taken from below the range the kernel gives to
 * outgoing connections, and each of the processes that run tests at once has its own, so that none is lost between being found
 * and being bound. Safe from any thread.
 */
public final class Ports {
    private static final int COUNT = 6_000;
    private static final int FIRST =
            20_000 + COUNT * ((Integer.parseInt(System.getProperty("ringway.fork", "1")) - 1) % 2);
    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** A port that is free now and was given to nobody else in this JVM. */
    public static synchronized int free() {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + RANDOM.nextInt(COUNT);
            if (!GIVEN.contains(port) && bindable(port)) {
                GIVEN.add(port);
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + (FIRST + COUNT));
    }

    private static boolean bindable(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
