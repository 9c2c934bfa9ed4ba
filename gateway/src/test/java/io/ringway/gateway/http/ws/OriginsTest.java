package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginsTest {
    private static final String HOST = "gateway.example.com";
    private final Origins listed = new Origins(List.of("https://app.example.com", "https://dev.example.com:8443"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com",
                "https://dev.example.com:8443",
                "https://gateway.example.com",
                "http://gateway.example.com"
            })
    void admits(String origin) {
        assertTrue(listed.admits(List.of(origin), HOST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                " ",
                "*",
                "app.example.com",
                "//app.example.com",
                "http://app.example.com",
                "wss://app.example.com",
                "https://app.example.com.evil.com",
                "https://evil-app.example.com",
                "https://evil.com?https://app.example.com",
                "https://evil.com#https://app.example.com",
                "https://evil.com/https://app.example.com",
                "https://app.example.com/",
                "https://app.example.com/path",
                "https://app.example.com?",
                "https://app.example.com:443",
                "https://app.example.com:8443",
                "https://app.example.com:",
                "https://dev.example.com",
                "https://dev.example.com:84430",
                "https://dev.example.com:08443",
                "https://user@app.example.com",
                "https://app.example.com@evil.com",
                "https://app.example.com:443@evil.com",
                "HTTPS://APP.EXAMPLE.COM",
                "https://App.example.com",
                "https://app.example.com.",
                "https://app%2eexample.com",
                "https://app.example.com\t",
                " https://app.example.com",
                "https://app.example.com, https://evil.com",
                "https://evil.com https://app.example.com",
                "https://аpp.example.com",
                "https://appXexample.com",
                "file://",
                "https://",
                "https:///gateway.example.com",
                "https://gateway.example.com:8443",
                "https://gateway.example.com.evil.com",
                "https://x.gateway.example.com"
            })
    void refuses(String origin) {
        assertFalse(listed.admits(List.of(origin), HOST), origin);
    }

    @Test
    void aClientThatIsNoPageHasNoOrigin() {
        assertTrue(listed.admits(List.of(), HOST));
    }

    @Test
    void twoOriginsAreNone() {
        assertFalse(listed.admits(List.of("https://app.example.com", "https://app.example.com"), HOST));
    }

    @Test
    void theServersOwnPagesMayConnectOnItsPort() {
        Origins own = new Origins(List.of());
        assertTrue(own.admits(List.of("http://localhost:8080"), "localhost:8080"));
        assertTrue(own.admits(List.of("http://[::1]:8080"), "[::1]:8080"));
        assertTrue(own.admits(List.of("https://gateway.example.com"), "Gateway.Example.com:443"));
        assertFalse(own.admits(List.of("http://localhost:8081"), "localhost:8080"));
        assertFalse(own.admits(List.of("http://localhost"), "localhost:8080"));
        assertFalse(own.admits(List.of("https://a.example.com"), null));
    }

    @Test
    void aHostHeaderCannotMakeAnOrigin() {
        Origins own = new Origins(List.of());
        assertFalse(own.admits(List.of("http://a.com/b"), "a.com/b"));
        assertFalse(own.admits(List.of("http://u@a.com"), "u@a.com"));
        assertFalse(own.admits(List.of("http://"), ""));
    }

    @Test
    void everyPageIsAllowedOnlyByAStar() {
        Origins any = new Origins(List.of("*"));
        assertTrue(any.admits(List.of("https://evil.com"), HOST));
        assertTrue(any.admits(List.of("null"), HOST));
    }

    @Test
    void listsAreReadAsPeopleWriteThem() {
        Origins origins = new Origins(List.of("HTTPS://App.Example.com:443", "capacitor://localhost"));
        assertTrue(origins.admits(List.of("https://app.example.com"), HOST));
        assertTrue(origins.admits(List.of("capacitor://localhost"), HOST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app.example.com", "https://app.example.com/", "https://*.example.com", "https://", "", "null"})
    void whatIsNoOriginStopsTheStart(String entry) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new Origins(List.of(entry)));
        assertEquals(true, String.valueOf(refused.getMessage()).contains("'" + entry + "'"));
    }
}
