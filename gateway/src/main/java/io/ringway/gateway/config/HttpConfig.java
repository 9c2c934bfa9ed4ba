package io.ringway.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The public port. */
public record HttpConfig(
        @Setting(
                doc = "The address to listen on. Where nothing is said: 127.0.0.1 in development mode, else 0.0.0.0.",
                allowed = "a host name or an address")
        String host,

        @Setting(doc = "The port to listen on; 0 takes a free one.", byDefault = "8080", min = "0", max = "65535")
        int port,

        @Setting(
                doc = "Threads that carry connections; 0 means one less than there are processors, at least one.",
                byDefault = "0",
                min = "0",
                max = "256")
        int eventLoops,

        @Setting(
                doc = "Origins whose pages may connect, besides this server's own; * is every page there is.",
                allowed = "scheme://host or scheme://host:port as a browser sends it, or *")
        List<String> allowedOrigins,

        @Setting(
                doc =
                        "The address that browsers know this server by, where a proxy hides it; pages of its origin are this"
                                + " server's own. Where nothing is said, the Host header tells.")
        Optional<URI> publicUrl,

        @Setting(
                doc =
                        "Proxies and load balancers in front of this node: of what comes from them, the X-Forwarded-For header"
                                + " says which client it is. List the last one of a chain, and those before it.",
                allowed = "addresses or networks, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8")
        List<String> trustedProxies,

        @Setting(doc = "HTTPS and WSS without a proxy in front.")
        TlsConfig tls,

        @Setting(
                doc = "Connections this node takes before it sends others away.",
                byDefault = "100000",
                min = "1",
                max = "10000000")
        int maxConnections,

        @Setting(
                doc =
                        "A connection that was silent this long is pinged; after two and a half times this, it is closed. A"
                                + " client whose node hangs knows 8 seconds after this. Others are told that it is gone five"
                                + " seconds and sessions.grace after its node went silent: it should know before that.",
                byDefault = "5s",
                min = "1s",
                max = "10m")
        Duration pingInterval) {
    private static final String PUBLIC_URL = "such as https://rtc.example.com or https://example.com/rtc/";

    public HttpConfig {
        Check check = Check.of(
                HttpConfig.class,
                host,
                port,
                eventLoops,
                allowedOrigins,
                publicUrl,
                trustedProxies,
                tls,
                maxConnections,
                pingInterval);
        check.that(
                publicUrl
                        .map(url -> url.getRawQuery() == null && url.getRawFragment() == null)
                        .orElse(true),
                "public_url",
                "has a query or a fragment, and paths are added to it",
                PUBLIC_URL);
        check.that(
                publicUrl.map(url -> Origin.of(url).isPresent()).orElse(true),
                "public_url",
                "has a host or a port that no page has in its origin",
                PUBLIC_URL);
        for (String origin : allowedOrigins) {
            check.that(
                    origin.equals(Origin.ANY) || Origin.of(origin).isPresent(),
                    "allowed_origins",
                    Values.quoted(String.class, origin) + " is no origin",
                    "scheme://host or scheme://host:port, without a path, or *");
        }
        for (String proxy : trustedProxies) {
            check.that(
                    Network.parse(proxy).isPresent(),
                    "trusted_proxies",
                    Values.quoted(String.class, proxy) + " is neither an address nor a network",
                    "such as 10.1.2.3, 10.0.0.0/8 or fd00::/8");
        }
        check.done();
    }

    /** Origins whose pages may connect whatever the Host header says: those that are allowed, and the one of the public URL. */
    public List<String> origins() {
        return Stream.concat(allowedOrigins.stream(), publicUrl.flatMap(Origin::of).stream())
                .toList();
    }

    /** Whether nothing outside this machine can connect. */
    boolean isLoopback() {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** This, with an address where none was said. */
    HttpConfig boundBy(boolean dev) {
        String address = dev ? "127.0.0.1" : "0.0.0.0";
        return host.isEmpty()
                ? new HttpConfig(
                        address,
                        port,
                        eventLoops,
                        allowedOrigins,
                        publicUrl,
                        trustedProxies,
                        tls,
                        maxConnections,
                        pingInterval)
                : this;
    }
}
