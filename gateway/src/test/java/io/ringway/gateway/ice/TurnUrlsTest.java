package io.ringway.gateway.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TurnUrlsTest {
    @Test
    void udpComesFirstThenTcpThenTlsThen443() {
        assertEquals(
                List.of(
                        "turn:a.example:3478?transport=udp",
                        "turn:b.example",
                        "turn:a.example:3478?transport=tcp",
                        "turn:a.example:80?transport=tcp",
                        "turns:a.example:5349?transport=tcp",
                        "turns:a.example:443?transport=tcp",
                        "turn:a.example:443?transport=udp"),
                TurnUrls.usable(List.of(
                        "turns:a.example:443?transport=tcp",
                        "turns:a.example:5349?transport=tcp",
                        "turn:a.example:3478?transport=tcp",
                        "turn:a.example:443?transport=udp",
                        "turn:a.example:3478?transport=udp",
                        "turn:a.example:80?transport=tcp",
                        "turn:b.example")));
    }

    @Test
    void exactlyPort53IsLeftOut() {
        for (String url : List.of(
                "turn:a.example:53",
                "turn:a.example:53?transport=udp",
                "turns:a.example:53?transport=tcp",
                "turn:[::1]:53",
                "stun:a.example:53")) {
            assertEquals(List.of(), TurnUrls.usable(List.of(url)), url);
        }
        for (String url : List.of(
                "turns:a.example:5349",
                "turns:a.example:5353?transport=tcp",
                "turn:a.example:1053",
                "turn:53.example",
                "turn:53",
                "turn:[::53]",
                "turn:[2001:db8::53]:3478")) {
            assertEquals(List.of(url), TurnUrls.usable(List.of(url)), url);
        }
    }
}
