package io.ringway.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free loopback ports for nodes. They are held together while they are chosen, so that no two are the same. */
final class Ports {
    private Ports() {}

    static int[] free(int count) {
        return free(new int[count], 0);
    }

    private static int[] free(int[] ports, int next) {
        if (next == ports.length) {
            return ports;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports[next] = socket.getLocalPort();
            return free(ports, next + 1);
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
