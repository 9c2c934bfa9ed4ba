package io.ringway.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports for what must be told its own before it binds it, perhaps a minute later. They are below those that the kernel gives to
 * outgoing connections, and each process that runs tests has its own. Any thread.
 */
public final class Ports {
    private static final int COUNT = 3_000;
    private static final int FIRST = 10_000 + COUNT * (Integer.parseInt(System.getProperty("ringway.fork", "1")) % 3);
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() % COUNT));

    private Ports() {}

    /** One that nobody has now on this address, and that nobody else in this process was given. */
    public static int free(String host) {
        for (int tries = 0; tries < COUNT; tries++) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            if (isFree(host, port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + (FIRST + COUNT));
    }

    private static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
