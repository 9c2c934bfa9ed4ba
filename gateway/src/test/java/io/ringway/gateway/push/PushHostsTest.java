package io.ringway.gateway.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of this server go where an operator wants them, whatever clients say. */
class PushHostsTest {
    private static final List<String> HOSTS = List.of("fcm.googleapis.com", ".push.example.com");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fcm.googleapis.com/x",
                "https://fcm.googleapis.com:8443/x",
                "https://fcm.googleapis.com.evil.example/x",
                "https://evil.example/fcm.googleapis.com",
                "https://a@fcm.googleapis.com/x",
                "https://fcm.googleapis.com@evil.example/x",
                "https://fcm.googleapis.com/x#y",
                "https://push.example.com/x",
                "https://xpush.example.com/x",
                "https://127.0.0.1/x",
                "https://localhost/x",
                "https://[::1]/x",
                "https://169.254.169.254/latest/meta-data",
                "https:///x",
                "fcm.googleapis.com",
                "file:///etc/passwd",
                "",
                "https://fcm.googleapis.com/ x"
            })
    void isNoPushService(String endpoint) {
        assertThrows(IllegalArgumentException.class, () -> new PushHosts(HOSTS, false).endpoint(endpoint));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://fcm.googleapis.com/fcm/send/a:b_c",
                "https://FCM.googleapis.com:443/x",
                "https://eu.push.example.com/x?y=z"
            })
    void isAPushService(String endpoint) {
        assertEquals(endpoint, new PushHosts(HOSTS, false).endpoint(endpoint).toString());
    }

    @Test
    void onlyInDevelopmentThisMachineIsOne() {
        PushHosts dev = new PushHosts(HOSTS, true);
        assertEquals(
                "http://localhost:8090/x",
                dev.endpoint("http://localhost:8090/x").toString());
        assertThrows(IllegalArgumentException.class, () -> dev.endpoint("http://10.0.0.1/x"));
        assertThrows(
                IllegalArgumentException.class, () -> dev.endpoint("https://fcm.googleapis.com/" + "x".repeat(2_048)));
    }

    @Test
    void whatCanBeNamed() {
        for (String host : List.of("fcm.googleapis.com", ".notify.windows.com", "a-b.example")) {
            assertTrue(PushHosts.isPattern(host), host);
        }
        for (String host : List.of(
                "*", "", ".", ".com", "*.com", "com", "10.0.0.1", "a..b", "*.*.com", "https://a.example", "a.b/")) {
            assertFalse(PushHosts.isPattern(host), host);
        }
    }
}
