package io.ringway.gateway.ice;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The order in which clients are given STUN and TURN URLs, and which of them at all. Pure.
 *
 * <p>UDP first, as media wants it; then TCP, then TLS, and last whatever listens on 443, which passes the strictest
 * firewalls. URLs of port 53 are left out: browsers refuse to connect to it, and waiting for that delays every call.
 */
public final class TurnUrls {
    private static final Pattern DNS = port(53);
    private static final Pattern HTTPS = port(443);

    private TurnUrls() {}

    /** Exactly this port, RFC 7064 and 7065: behind the last colon, before a query or the end. */
    private static Pattern port(int number) {
        return Pattern.compile("[a-z]+:[^?]*[^?:]:" + number + "(\\?.*)?");
    }

    /** The URLs that browsers can use, best first; among equals the order stays. */
    public static List<String> usable(List<String> urls) {
        return urls.stream()
                .filter(url -> !DNS.matcher(url).matches())
                .sorted(Comparator.comparingInt(TurnUrls::rank))
                .toList();
    }

    private static int rank(String url) {
        if (HTTPS.matcher(url).matches()) {
            return 3;
        }
        if (url.startsWith("turns:")) {
            return 2;
        }
        return url.endsWith("?transport=tcp") ? 1 : 0;
    }
}
