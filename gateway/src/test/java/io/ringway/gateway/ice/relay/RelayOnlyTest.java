package io.ringway.gateway.ice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayOnlyTest {
    private static final String RELAY = "candidate:3 1 udp 41885439 198.51.100.7 50000 typ relay";

    /** As Chromium writes one, with everything it could say of where its sender is. */
    private static final String OFFER = """
            v=0
            o=- 4611731400430051336 2 IN IP4 192.168.1.20
            s=-
            t=0 0
            a=group:BUNDLE 0
            a=extmap-allow-mixed
            m=audio 54400 UDP/TLS/RTP/SAVPF 111 0
            c=IN IP4 203.0.113.5
            a=rtcp:54401 IN IP4 203.0.113.5
            a=candidate:1 1 udp 2122260223 192.168.1.20 54400 typ host generation 0 network-id 1 network-cost 10
            a=candidate:1 1 udp 2122260222 2001:db8::20 54400 typ host generation 0
            a=candidate:1 1 udp 2122260222 f3c1.local 54400 typ host generation 0
            a=candidate:2 1 udp 1686052607 203.0.113.5 54400 typ srflx raddr 192.168.1.20 rport 54400 generation 0
            a=candidate:2 1 udp 1686052607 203.0.113.6 54400 typ prflx raddr 192.168.1.20 rport 54400
            a=candidate:3 1 udp 41885439 198.51.100.7 50000 typ relay raddr 203.0.113.5 rport 54400 generation 0 ufrag xy
            a=candidate:4 1 udp 41885438 2001:db8:1::7 50001 typ relay raddr 2001:db8::20 rport 54400
            a=remote-candidates:1 192.168.1.20 54400
            a=source-filter: incl IN IP4 * 192.168.1.20
            a=ssrc:1 cname:ada@192.168.1.20
            a=ice-ufrag:Vb+1
            a=ice-pwd:0123456789012345678901
            a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A:7F:B9:A3:F4:70:03:E7:43:91:73:23:5E
            a=setup:actpass
            a=mid:0
            a=rtpmap:111 opus/48000/2
            """.replace("\n", "\r\n");

    @Test
    void aDescriptionKeepsItsRelaysAndNothingElseOfItsSendersNetwork() throws UnreadableSignal {
        assertEquals("""
                v=0
                o=- 4611731400430051336 2 IN IP4 0.0.0.0
                s=-
                t=0 0
                a=group:BUNDLE 0
                a=extmap-allow-mixed
                m=audio 9 UDP/TLS/RTP/SAVPF 111 0
                c=IN IP4 0.0.0.0
                a=rtcp:9 IN IP4 0.0.0.0
                a=candidate:3 1 udp 41885439 198.51.100.7 50000 typ relay raddr 0.0.0.0 rport 9 generation 0 ufrag xy
                a=candidate:4 1 udp 41885438 2001:db8:1::7 50001 typ relay raddr :: rport 9
                a=ice-ufrag:Vb+1
                a=ice-pwd:0123456789012345678901
                a=fingerprint:sha-256 49:66:12:17:0D:1C:91:AE:57:4C:C6:36:DD:D5:97:D2:7D:62:C9:9A:7F:B9:A3:F4:70:03:E7:43:91:73:23:5E
                a=setup:actpass
                a=mid:0
                a=rtpmap:111 opus/48000/2
                """.replace("\n", "\r\n"), RelayOnly.sdp(OFFER));
    }

    @Test
    void whatIsRelayedOnlyStaysAsItIs() throws UnreadableSignal {
        String once = RelayOnly.sdp(OFFER);
        assertEquals(once, RelayOnly.sdp(once));
    }

    /** A reader that takes a lone carriage return for the end of a line would find a candidate behind it. */
    @Test
    void aCandidateBehindALoneCarriageReturnIsSeen() throws UnreadableSignal {
        String sdp =
                "v=0\na=mid:0\ra=candidate:1 1 udp 1 192.168.1.20 9 typ host\nA=candidate:1 1 udp 1 10.0.0.1 9 typ host";
        assertThrows(UnreadableSignal.class, () -> RelayOnly.sdp(sdp));
        assertFalse(RelayOnly.sdp(sdp.substring(0, sdp.indexOf("\nA="))).contains("192.168.1.20"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 udp 2122260223 192.168.1.20 54400 typ host",
                "candidate:1 1 tcp 1518280447 192.168.1.20 9 typ host tcptype active generation 0",
                "CANDIDATE:2 1 udp 1686052607 203.0.113.5 54400 typ srflx raddr 192.168.1.20 rport 54400",
                "candidate:2 1 udp 1686052607 203.0.113.5 54400 typ prflx",
                "candidate:2 1 udp 1686052607 203.0.113.5 54400 typ something",
            })
    void candidatesThatAreNoRelaysAreWithheld(String candidate) throws UnreadableSignal {
        assertEquals(Optional.empty(), RelayOnly.candidate(candidate));
        Bytes json = Bytes.utf8(new JsonObject().put("candidate", candidate).encode());
        assertEquals(Optional.empty(), RelayOnly.candidate(json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "candidate",
                "host 192.168.1.20",
                "candidate:1 1 udp 1 192.168.1.20 9 host",
                "candidate:1 1 udp x 192.168.1.20 9 typ relay",
                "candidate:1 1 udp 1 192.168.1.20,10.0.0.1 9 typ relay",
                "candidate:1 1 udp 1 198.51.100.7 9 typ relay raddr",
                "candidate:1 1 udp 1 198.51.100.7 9 typ\trelay",
            })
    void whatIsNoCandidateIsRefused(String candidate) {
        assertThrows(UnreadableSignal.class, () -> RelayOnly.candidate(candidate));
    }

    @Test
    void aCandidateKeepsWhatABrowserReadsAndNothingElse() throws UnreadableSignal {
        JsonObject given = new JsonObject()
                .put("candidate", RELAY + " raddr 10.0.0.1 rport 7 x-address 10.0.0.1")
                .put("sdpMid", "0")
                .put("sdpMLineIndex", 0)
                .putNull("usernameFragment")
                .put("address", "10.0.0.1")
                .put("relatedAddress", "10.0.0.1");

        assertEquals(
                new JsonObject()
                        .put("candidate", RELAY + " raddr 0.0.0.0 rport 9")
                        .put("sdpMid", "0")
                        .putNull("usernameFragment")
                        .put("sdpMLineIndex", 0),
                new JsonObject(RelayOnly.candidate(Bytes.utf8(given.encode()))
                        .orElseThrow()
                        .utf8()));
    }

    @Test
    void theEndOfCandidatesStays() throws UnreadableSignal {
        assertEquals(
                Optional.of("null"), RelayOnly.candidate(Bytes.utf8("null")).map(Bytes::utf8));
        assertEquals(
                Optional.of("{\"candidate\":\"\",\"sdpMid\":\"0\"}"),
                RelayOnly.candidate(Bytes.utf8("{\"sdpMid\":\"0\",\"candidate\":\"\"}"))
                        .map(Bytes::utf8));
    }

    @Test
    void aDescriptionAsJson() throws UnreadableSignal {
        JsonObject given =
                new JsonObject().put("type", "offer").put("sdp", OFFER).put("from", "192.168.1.20");
        JsonObject kept =
                new JsonObject(RelayOnly.description(Bytes.utf8(given.encode())).utf8());

        assertEquals(new JsonObject().put("type", "offer").put("sdp", RelayOnly.sdp(OFFER)), kept);
        assertEquals(
                "{\"type\":\"rollback\"}",
                RelayOnly.description(Bytes.utf8("{\"type\":\"rollback\"}")).utf8());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"type\":\"offer\",\"sdp\":7}",
                "{\"type\":\"offer\",\"sdp\":\"hello\"}",
                "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\nm=audio\\r\\n\"}",
                "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\no=ada\\r\\n\"}",
                "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\nx=1\\r\\n\"}",
                "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n a=candidate:1\\r\\n\"}",
                "{\"type\":\"offer\",\"sdp\":\"v=0\",\"sdp\":\"v=0\"}",
            })
    void sdpThatIsNoSdpIsRefused(String json) {
        assertThrows(UnreadableSignal.class, () -> RelayOnly.description(Bytes.utf8(json)));
    }

    /** What would make a careless pattern go over it again and again; in time of the processor, as others use it too. */
    @Test
    void theTimeTakenIsLinear() throws UnreadableSignal {
        String small = hostile(20_000);
        String large = hostile(200_000);
        RelayOnly.sdp(small);
        long before = cpuNanos();
        RelayOnly.sdp(small);
        long between = cpuNanos();
        RelayOnly.sdp(large);
        long ofSmall = Math.max(between - before, Duration.ofMillis(5).toNanos());
        long ofLarge = cpuNanos() - between;

        assertTrue(ofLarge < 40 * ofSmall, ofLarge + " ns for ten times what takes " + ofSmall);
    }

    private static String hostile(int length) {
        return "v=0\r\na=x:" + "IN ".repeat(length / 4) + "1:".repeat(length / 2) + "1.".repeat(length / 2)
                + "\r\na=candidate:" + " ".repeat(length) + "\r\nm=audio " + " ".repeat(length);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
