package io.ringway.gateway.http.ws;

import io.ringway.gateway.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request for a WebSocket path, as the two transports see it alike.
 *
 * @param version for example {@code HTTP/1.1}
 * @param headers every value of a header, by case-insensitive name
 */
record UpgradeRequest(String method, String version, String uri, Function<String, List<String>> headers) {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int KEY_BYTES = 16;

    /** What RFC 6455, 4.2.1 and the allow-list of origins object to; null where nothing does. */
    @Nullable
    Refusal objection(Origins origins) {
        if (!hasToken("upgrade", "websocket")) {
            return Refusal.upgradeRequired("this path speaks WebSocket only");
        }
        if (!method.equals("GET") || !version.equals("HTTP/1.1")) {
            return Refusal.badRequest("a WebSocket handshake is a GET over HTTP/1.1");
        }
        if (!hasToken("connection", "upgrade")) {
            return Refusal.badRequest("no 'Connection: Upgrade'");
        }
        if (!values("sec-websocket-version").equals(List.of("13"))) {
            return Refusal.upgradeRequired("WebSocket version 13 is spoken here");
        }
        return fault(origins);
    }

    private @Nullable Refusal fault(Origins origins) {
        List<String> keys = values("sec-websocket-key");
        List<String> hosts = values("host");
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            return Refusal.badRequest("Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (hosts.size() != 1) {
            return Refusal.badRequest("exactly one Host header is needed");
        }
        if (hasBody()) {
            return Refusal.badRequest("a WebSocket handshake has no body");
        }
        if (!subProtocols().stream().allMatch(offer -> TOKEN.matcher(offer).matches())) {
            return Refusal.badRequest("Sec-WebSocket-Protocol is not a list of tokens");
        }
        return !isForeign(origins) ? null : Refusal.of(ErrorCode.FORBIDDEN, "pages of this origin may not connect");
    }

    boolean isForeign(Origins origins) {
        return !origins.admits(values("origin"), values("host").getFirst());
    }

    /** The origin of the page that asks; null where that is not known. */
    @Nullable
    String origin() {
        List<String> origins = values("origin");
        return origins.size() == 1 ? origins.getFirst() : null;
    }

    String path() {
        return pathOf(uri);
    }

    static String pathOf(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    String key() {
        return values("sec-websocket-key").getFirst();
    }

    /** Offered sub-protocols, in order, over however many headers. */
    List<String> subProtocols() {
        return elements("sec-websocket-protocol");
    }

    List<String> values(String header) {
        return headers.apply(header);
    }

    private boolean hasBody() {
        List<String> lengths = values("content-length");
        return !values("transfer-encoding").isEmpty() || !(lengths.isEmpty() || lengths.equals(List.of("0")));
    }

    private boolean hasToken(String header, String token) {
        return elements(header).stream().anyMatch(token::equalsIgnoreCase);
    }

    private List<String> elements(String header) {
        List<String> elements = new ArrayList<>();
        for (String value : values(header)) {
            for (String element : value.split(",", -1)) {
                elements.add(element.trim());
            }
        }
        return elements;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.getBytes(StandardCharsets.ISO_8859_1)).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
