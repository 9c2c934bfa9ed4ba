package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private final Map<String, List<String>> headers = new TreeMap<>(Map.of(
            "host", List.of("a.example.com"),
            "upgrade", List.of("websocket"),
            "connection", List.of("Upgrade"),
            "sec-websocket-version", List.of("13"),
            "sec-websocket-key", List.of(KEY)));
    private final Origins origins = new Origins(List.of("https://app.example.com"));

    @Test
    void aBrowsersHandshakeIsFine() {
        headers.put("origin", List.of("https://app.example.com"));
        headers.put("connection", List.of("keep-alive, Upgrade"));
        headers.put("upgrade", List.of("WebSocket"));
        headers.put("sec-websocket-extensions", List.of("permessage-deflate; client_max_window_bits"));
        headers.put("sec-websocket-protocol", List.of("ringway.v1, bearer.eyJ0.eyJz-_.x", "more"));
        UpgradeRequest request = request("GET", "HTTP/1.1");
        assertNull(request.objection(origins));
        assertEquals(List.of("ringway.v1", "bearer.eyJ0.eyJz-_.x", "more"), request.subProtocols());
        assertEquals("/realtime", request.path());
    }

    @ParameterizedTest
    @CsvSource({
        "upgrade, , 426",
        "upgrade, h2c, 426",
        "upgrade, websockets, 426",
        "connection, , 400",
        "connection, keep-alive, 400",
        "connection, upgrades, 400",
        "sec-websocket-version, , 426",
        "sec-websocket-version, 8, 426",
        "sec-websocket-version, 130, 426",
        "sec-websocket-key, , 400",
        "sec-websocket-key, short, 400",
        "sec-websocket-key, dGhlIHNhbXBsZSBub25jZQ, 101",
        "sec-websocket-key, dGhlIHNhbXBsZSBub25jZ!==, 400",
        "sec-websocket-key, dGhlIHNhbXBsZSBub25jZXh4eA==, 400",
        "host, , 400",
        "content-length, 5, 400",
        "content-length, 0, 101",
        "transfer-encoding, chunked, 400",
        "sec-websocket-protocol, 'a b', 400",
        "sec-websocket-protocol, 'a,,b', 400",
        "sec-websocket-protocol, 'a\"', 400",
        "origin, https://evil.com, 403",
        "origin, null, 403"
    })
    void oneHeaderDecides(String name, String value, int status) {
        headers.put(name, value == null ? List.of() : List.of(value));
        assertStatus(status, request("GET", "HTTP/1.1"));
    }

    @Test
    void twoKeysOrHostsAreNone() {
        headers.put("sec-websocket-key", List.of(KEY, KEY));
        assertStatus(400, request("GET", "HTTP/1.1"));
        headers.put("sec-websocket-key", List.of(KEY));
        headers.put("host", List.of("a", "b"));
        assertStatus(400, request("GET", "HTTP/1.1"));
    }

    @Test
    void onlyGetOverHttp11() {
        assertStatus(400, request("POST", "HTTP/1.1"));
        assertStatus(400, request("GET", "HTTP/1.0"));
    }

    private UpgradeRequest request(String method, String version) {
        return new UpgradeRequest(
                method,
                version,
                "/realtime?token=x",
                name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    private void assertStatus(int status, UpgradeRequest request) {
        Refusal objection = request.objection(origins);
        if (status == 101) {
            assertNull(objection);
        } else {
            assertNotNull(objection);
            assertEquals(status, objection.status());
        }
    }

    @Test
    void aDoorThatJudgesOriginsIsToldWhichAreForeign() {
        UpgradeRequest request = request("GET", "HTTP/1.1");
        assertFalse(request.isForeign(origins));
        headers.put("origin", List.of("https://evil.example"));

        assertNull(request.objection(Origins.EVERY));
        assertTrue(request.isForeign(origins));
        assertEquals("https://evil.example", request.origin());

        headers.put("origin", List.of("https://app.example.com", "https://evil.example"));
        assertTrue(request.isForeign(origins));
        assertNull(request.origin());
    }
}
