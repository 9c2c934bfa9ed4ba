package io.ringway.gateway.ice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Secret addresses are of 10.0.0.0/8 and fd00::/8 here, those of relays of 198.51.100.0/24 and 2001:db8::/32. */
class RelayOnlyPropertiesTest {
    private static final Pattern SECRET = Pattern.compile("\\b10\\.\\d|\\bfd[0-9a-f]{2}:|\\.local\\b");

    /** RFC 8866, 9, as far as browsers go: what comes in which order, and how each line looks. */
    private static final List<Pattern> SESSION =
            patterns("v=0", "o=\\S+ \\d+ \\d+ IN IP[46] \\S+", "s=.+", "t=\\d+ \\d+");

    private static final Pattern MEDIA = Pattern.compile("m=(audio|video|application) \\d+ \\S+( \\S+)+");
    private static final Pattern CONNECTION = Pattern.compile("c=IN (IP4 [0-9.]+|IP6 [0-9a-f:]+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("a=[!-9;-~]+(:.+)?");

    /** Only these are read as candidates: an attribute of another name, {@code a=xcandidate:}, is none. */
    private static final Pattern CANDIDATE = Pattern.compile("a=(remote-)?candidates?:", Pattern.CASE_INSENSITIVE);

    private static List<Pattern> patterns(String... forms) {
        return java.util.Arrays.stream(forms).map(Pattern::compile).toList();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void no_address_of_the_sender_survives_and_what_was_valid_stays_so(@ForAll("sdp") String sdp)
            throws UnreadableSignal {
        assertValid(sdp);

        String kept = RelayOnly.sdp(sdp);

        assertFalse(SECRET.matcher(kept).find(), kept);
        assertFalse(kept.contains("typ host") || kept.contains("typ srflx") || kept.contains("typ prflx"), kept);
        assertValid(kept);
        assertEquals(relays(sdp), relays(kept));
        assertEquals(untouched(sdp), untouched(kept));
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void no_address_of_a_candidate_survives(@ForAll("candidate") String candidate) throws UnreadableSignal {
        JsonObject json =
                new JsonObject().put("candidate", candidate).put("sdpMid", "0").put("address", "10.1.2.3");
        String kept =
                RelayOnly.candidate(Bytes.utf8(json.encode())).map(Bytes::utf8).orElse("");

        assertFalse(SECRET.matcher(kept).find(), kept);
        assertEquals(candidate.contains("typ relay"), !kept.isEmpty());
    }

    /** Whatever comes in, what comes out has no secret in a place that a reader of SDP takes an address from. */
    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void garbage_is_refused_or_harmless(@ForAll("garbage") String sdp) {
        try {
            String kept = RelayOnly.sdp(sdp);
            for (String line : kept.lines().toList()) {
                assertFalse(
                        CANDIDATE.matcher(line).lookingAt()
                                && SECRET.matcher(line).find(),
                        line);
            }
        } catch (UnreadableSignal refused) {
            assertFalse(refused.reason().contains("10."));
        }
    }

    private static void assertValid(String sdp) {
        assertTrue(sdp.endsWith("\r\n"));
        List<String> lines = sdp.lines().toList();
        for (int i = 0; i < SESSION.size(); i++) {
            assertTrue(SESSION.get(i).matcher(lines.get(i)).matches(), lines.get(i));
        }
        boolean media = false;
        for (String line : lines.subList(SESSION.size(), lines.size())) {
            media |= line.startsWith("m=");
            Pattern form = line.startsWith("m=") ? MEDIA : line.startsWith("c=") ? CONNECTION : ATTRIBUTE;
            assertTrue(form.matcher(line).matches(), line);
        }
        assertEquals(sdp.contains("\r\nm="), media);
    }

    private static List<String> relays(String sdp) {
        return sdp.lines()
                .filter(line -> line.contains(" typ relay"))
                .map(line -> line.substring(0, line.indexOf(" typ relay")))
                .toList();
    }

    private static final Set<String> TOUCHED =
            Set.of("a=candidate", "a=rtcp", "a=remote-candidates", "a=source-filter", "a=ssrc");

    private static List<String> untouched(String sdp) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=") && !TOUCHED.contains(line.split(":", 2)[0]))
                .toList();
    }

    @Provide
    Arbitrary<String> sdp() {
        Arbitrary<String> origin = secret().map(address -> "v=0\r\no=- 1 2 IN " + address + "\r\ns=-\r\nt=0 0\r\n");
        return Combinators.combine(
                        origin, attribute().list().ofMaxSize(4), media().list().ofMaxSize(3))
                .as((head, attributes, media) -> head + String.join("", attributes) + String.join("", media));
    }

    private Arbitrary<String> media() {
        return Combinators.combine(
                        Arbitraries.of("audio", "video", "application"),
                        Arbitraries.integers().between(0, 65_535),
                        secret(),
                        attribute().list().ofMaxSize(10))
                .as((kind, port, address, attributes) -> "m=" + kind + " " + port + " UDP/TLS/RTP/SAVPF 96\r\nc=IN "
                        + address + "\r\n" + String.join("", attributes));
    }

    private Arbitrary<String> attribute() {
        Arbitrary<String> other = Arbitraries.of(
                "a=mid:0",
                "a=ice-ufrag:ab+/",
                "a=fingerprint:sha-256 AB:CD:EF:01:02:03:04:05:AB:CD:EF:01:02:03:04:05:AB:CD:EF:01:02:03:04:05:AB:CD:EF:01:02:03:04:05",
                "a=fingerprint:md5 AB:CD:EF:01:02:03:04:05:AB:CD:EF:01:02:03:04:05",
                "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
                "a=rtpmap:96 VP8/90000",
                "a=fmtp:96 profile-level-id=42e01f;x=1.2.3",
                "a=sctp-port:5000",
                "a=msid:- 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "a=end-of-candidates",
                "a=sendrecv");
        Arbitrary<String> telling = secret().flatMap(address -> Arbitraries.of(
                "a=rtcp:5001 IN " + address,
                "a=remote-candidates:1 " + address.substring(4) + " 5000",
                "a=source-filter: incl IN IP4 * " + address.substring(4),
                "a=ssrc:1 cname:ada@" + address.substring(4)));
        return Arbitraries.oneOf(other, telling, candidate().map("a="::concat)).map(line -> line + "\r\n");
    }

    @Provide
    Arbitrary<String> candidate() {
        Arbitrary<String> related = secret().map(address -> " raddr " + address.substring(4) + " rport 4711");
        Arbitrary<String> more = Arbitraries.of("", " generation 0", " network-id 1 network-cost 10", " x-at 10.9.8.7");
        Arbitrary<String> direct = Combinators.combine(secret(), Arbitraries.of("host", "srflx", "prflx"))
                .as((address, type) -> address.substring(4) + " 4711 typ " + type);
        Arbitrary<String> name = Arbitraries.of("3f2504e0-4f89-11d3-9a0c-0305e82c3301.local 4711 typ host");
        Arbitrary<String> relay =
                Arbitraries.of("198.51.100.7", "2001:db8::7").map(address -> address + " 5 typ relay");
        return Combinators.combine(
                        Arbitraries.of("udp", "tcp"),
                        Arbitraries.oneOf(direct, name, relay),
                        Arbitraries.oneOf(related, Arbitraries.of("")),
                        more)
                .as((transport, way, raddr, rest) -> "candidate:1 1 " + transport + " 41885439 " + way + raddr + rest);
    }

    private Arbitrary<String> secret() {
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<String> four =
                Combinators.combine(octet, octet, octet).as((a, b, c) -> "IP4 10." + a + "." + b + "." + c);
        Arbitrary<String> six = Arbitraries.of("IP6 fd00::1", "IP6 fd12:3456:789a:1:2:3:4:5", "IP6 fd00:1::2:3");
        return Arbitraries.oneOf(four, six);
    }

    /** Pieces of SDP, in any order and cut anywhere. */
    @Provide
    Arbitrary<String> garbage() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of(
                        "v=0", "\r", "\n", "\r\n", "a=", "A=", " ", ":", "c=IN IP4 10.1.1.1", "o=", "m=audio 1 x 1"),
                candidate(),
                secret(),
                Arbitraries.strings().ofMaxLength(5));
        return piece.list().ofMaxSize(30).map(pieces -> String.join("", new ArrayList<>(pieces)));
    }
}
