package io.ringway.gateway.ice;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code turn:} or {@code turns:} URL (RFC 7065) taken apart. */
record TurnUrl(String host, int port, Transport transport) {
    private static final int PORT = 3478;
    private static final int TLS_PORT = 5349;
    private static final Pattern FORM =
            Pattern.compile("(turns?):(\\[[^]]+]|[^:?\\[]+)(?::([0-9]{1,5}))?(?:\\?transport=(udp|tcp))?");

    /** How the server is reached. */
    enum Transport {
        UDP,
        TCP,
        TLS
    }

    /** Empty for STUN, for what cannot be read, and for TURN over DTLS, which no browser speaks. */
    static Optional<TurnUrl> parse(String url) {
        Matcher matcher = FORM.matcher(url);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean secure = matcher.group(1).equals("turns");
        boolean udp = matcher.group(4) == null ? !secure : matcher.group(4).equals("udp");
        if (secure && udp) {
            return Optional.empty();
        }
        int port = matcher.group(3) == null ? secure ? TLS_PORT : PORT : Integer.parseInt(matcher.group(3));
        Transport transport = secure ? Transport.TLS : udp ? Transport.UDP : Transport.TCP;
        return port < 1 || port > 65_535
                ? Optional.empty()
                : Optional.of(new TurnUrl(matcher.group(2).replaceAll("[\\[\\]]", ""), port, transport));
    }
}
