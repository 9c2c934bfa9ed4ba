package io.ringway.gateway.http.skapi;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Under which address clients reach this server: the configured one, else what the request was sent to. A proxy that takes
 * TLS off says so in {@code X-Forwarded-Proto}; who lies there lies to itself, for the answer is not cached.
 */
public final class PublicAddress {
    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9a-fA-F:.]+](:[0-9]{1,5})?");

    private final Optional<String> configured;

    /** @param configured {@code http.public_url} */
    public PublicAddress(Optional<URI> configured) {
        this.configured = configured.map(url -> url.toString().replaceAll("/+$", ""));
    }

    /** Scheme, host and port, without a slash at the end. */
    String of(HttpServerRequest request) {
        return configured.orElseGet(() -> scheme(request) + "://" + authority(request));
    }

    private static String scheme(HttpServerRequest request) {
        String forwarded = request.getHeader("X-Forwarded-Proto");
        if ("https".equalsIgnoreCase(forwarded) || "http".equalsIgnoreCase(forwarded)) {
            return forwarded.toLowerCase(java.util.Locale.ROOT);
        }
        return request.isSSL() ? "https" : "http";
    }

    private static String authority(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        String text = authority == null ? "" : authority.toString();
        if (!AUTHORITY.matcher(text).matches()) {
            throw SkapiException.parameter("the Host header names no host");
        }
        return text;
    }
}
