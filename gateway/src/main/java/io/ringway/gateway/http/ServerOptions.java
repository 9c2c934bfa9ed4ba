package io.ringway.gateway.http;

import io.ringway.gateway.http.ws.SocketOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the public server listens.
 *
 * @param port 0 for any free one
 * @param loops event loops to spread connections over; 0 for one less than there are processors, and at least one
 * @param origins pages that may open WebSockets besides those of this server: {@code scheme://host[:port]}, {@code *}
 * @param trustedProxies whose X-Forwarded-For is believed, addresses and networks
 */
public record ServerOptions(
        String host,
        int port,
        int loops,
        List<String> origins,
        List<String> trustedProxies,
        @Nullable Tls tls,
        HttpLimits http,
        SocketOptions sockets) {

    /** Certificate chain and private key, both PEM. */
    public record Tls(Path certificate, Path key) {}

    public ServerOptions {
        origins = List.copyOf(origins);
        trustedProxies = List.copyOf(trustedProxies);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535");
        }
        if (loops < 0) {
            throw new IllegalArgumentException("loops must not be negative");
        }
    }

    /** Loopback, any port, pages of this server only. */
    public static ServerOptions local() {
        return new ServerOptions(
                "127.0.0.1", 0, 0, List.of(), List.of(), null, HttpLimits.DEFAULTS, SocketOptions.DEFAULTS);
    }

    /** How many event loops that is on this machine. */
    public int loopCount() {
        return loops > 0 ? loops : Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }

    public ServerOptions withListen(String newHost, int newPort, int newLoops) {
        return new ServerOptions(newHost, newPort, newLoops, origins, trustedProxies, tls, http, sockets);
    }

    public ServerOptions withOrigins(List<String> allowed) {
        return new ServerOptions(host, port, loops, allowed, trustedProxies, tls, http, sockets);
    }

    public ServerOptions withTrustedProxies(List<String> proxies) {
        return new ServerOptions(host, port, loops, origins, proxies, tls, http, sockets);
    }

    public ServerOptions withTls(@Nullable Tls chosen) {
        return new ServerOptions(host, port, loops, origins, trustedProxies, chosen, http, sockets);
    }

    public ServerOptions withHttp(HttpLimits limits) {
        return new ServerOptions(host, port, loops, origins, trustedProxies, tls, limits, sockets);
    }

    public ServerOptions withSockets(SocketOptions chosen) {
        return new ServerOptions(host, port, loops, origins, trustedProxies, tls, http, chosen);
    }
}
