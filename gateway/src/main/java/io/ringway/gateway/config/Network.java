package io.ringway.gateway.config;

import io.netty.util.NetUtil;
import java.util.Optional;

/** A range of IP addresses: those with the same first bits. Immutable. */
public final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads an address, or an address, a slash and a number of bits; never asks a name server. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String first = slash < 0 ? text : text.substring(0, slash);
        byte[] address = first.isEmpty() ? null : NetUtil.createByteArrayFromIpAddressString(first);
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (address == null || (slash >= 0 && !bits.matches("\\d{1,3}"))) {
            return Optional.empty();
        }
        int length = slash < 0 ? address.length * Byte.SIZE : Integer.parseInt(bits);
        return length > address.length * Byte.SIZE ? Optional.empty() : Optional.of(new Network(address, length));
    }

    public boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int bit = Byte.SIZE - 1 - i % Byte.SIZE;
            if (((address[i / Byte.SIZE] ^ other[i / Byte.SIZE]) >> bit & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
