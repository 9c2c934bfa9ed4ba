package io.ringway.gateway.limits;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where a client comes from, as far as limits go: an IPv4 address, or the network of an IPv6 address, of which anybody has
 * as many as he likes.
 *
 * @param network the address, or the first 64 bits of it in hex and {@code ::/64}
 * @param local whether it is this machine itself, which no limit is for: a proxy beside the node, more often than not
 */
public record ClientAddress(String network, boolean local) {
    /** Not known; as good as this machine itself. */
    public static final ClientAddress UNKNOWN = new ClientAddress("unknown", true);

    private static final int NETWORK_BYTES = 8;

    public static ClientAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        String network = address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "::/64"
                : address.getHostAddress();
        return new ClientAddress(network, address.isLoopbackAddress());
    }

    /** The same, and this machine itself only where it is that of the connection, and not one that a header names. */
    public ClientAddress from(boolean isPeer) {
        return isPeer || !local ? this : new ClientAddress(network, false);
    }

    /** Reads an address, in brackets and with a port or without; never asks a name server. */
    public static Optional<InetAddress> parse(String text) {
        String address = text.startsWith("[") ? text.substring(1, Math.max(1, text.indexOf(']'))) : withoutPort(text);
        byte[] bytes = address.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(address);
        try {
            // An IPv4 address that is written as an IPv6 one becomes what it is.
            return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException wrongLength) {
            return Optional.empty();
        }
    }

    private static String withoutPort(String text) {
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }
}
