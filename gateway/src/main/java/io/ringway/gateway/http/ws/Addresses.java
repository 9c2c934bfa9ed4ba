package io.ringway.gateway.http.ws;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Peers' addresses as text: the IP address without the port. */
final class Addresses {
    private Addresses() {}

    static String of(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : "unknown";
    }
}
