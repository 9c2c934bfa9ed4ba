package io.ringway.gateway.push;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a subscription may point to. An endpoint is whatever a client says, and this server sends requests to it: so only
 * to hosts that the operator has named, by https on its port. Any thread.
 */
public final class PushHosts {
    private static final int MAX_ENDPOINT = 2_048;
    private static final int HTTPS_PORT = 443;

    private final List<String> hosts;
    private final boolean dev;

    /**
     * @param hosts names, or a dot and a name for everything below that
     * @param dev whether this machine's loopback may be pushed to as well, by http too and on any port
     */
    public PushHosts(List<String> hosts, boolean dev) {
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.dev = dev;
    }

    /** Whether this is a name as {@code push.hosts} takes it: with a dot in what is fixed, so that no whole top domain is. */
    public static boolean isPattern(String host) {
        String name = host.startsWith(".") ? host.substring(1) : host;
        return name.length() <= 253
                && name.matches("([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\\.)+[A-Za-z][A-Za-z0-9-]*");
    }

    /** @throws IllegalArgumentException that says what is wrong */
    public URI endpoint(String text) {
        URI uri = parse(text);
        if (rule(uri).isEmpty()) {
            throw new IllegalArgumentException("`endpoint` is at no push service that this server sends to");
        }
        return uri;
    }

    private static URI parse(String text) {
        try {
            URI uri = text.length() <= MAX_ENDPOINT ? new URI(text) : null;
            if (uri != null && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            // said below
        }
        throw new IllegalArgumentException("`endpoint` is no URL of a push service, of at most 2048 characters");
    }

    /** Which of the named hosts this is; empty where it may not be pushed to (any more). */
    Optional<String> rule(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (dev && isLoopback(host) && isHttp(uri)) {
            return Optional.of("loopback");
        }
        boolean isOpen =
                "https".equalsIgnoreCase(uri.getScheme()) && (uri.getPort() < 0 || uri.getPort() == HTTPS_PORT);
        return isOpen ? hosts.stream().filter(rule -> matches(rule, host)).findFirst() : Optional.empty();
    }

    private static boolean matches(String rule, String host) {
        return rule.startsWith(".") ? host.endsWith(rule) : host.equals(rule);
    }

    private static boolean isHttp(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
    }
}
