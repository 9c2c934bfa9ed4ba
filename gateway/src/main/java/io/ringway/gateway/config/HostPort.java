package io.ringway.gateway.config;

/** Where a peer listens; IPv6 addresses are written in brackets. */
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace) || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not host:port");
        }
    }

    /** Reads {@code host:port} or {@code [ipv6]:port}. */
    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("no port");
        }
        return new HostPort(unbracketed(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String unbracketed(String host) {
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        if (!brackets && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets");
        }
        return brackets ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
