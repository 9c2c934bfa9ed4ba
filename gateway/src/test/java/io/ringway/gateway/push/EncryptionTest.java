package io.ringway.gateway.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What goes to push services, held against the example of RFC 8291 and read as browsers and push services do. */
class EncryptionTest {
    private static final String RECEIVER =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    private static final String RECEIVER_PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    private static final String SENDER =
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
    private static final String SENDER_PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";
    private static final String SALT = "DGv6ra1nlYgDCS1FRnbzlw";
    private static final String TEXT = "When I grow up, I want to be a watermelon";
    private static final String BODY =
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr"
                    + "u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    private static final URI ENDPOINT = URI.create("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV");

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    @Test
    void encryptsTheExampleOfTheStandardToTheSameBytes() throws Exception {
        Subscription to = Subscription.of(ENDPOINT, RECEIVER, AUTH);
        KeyPair sender = new KeyPair(P256.publicKey(bytes(SENDER)), P256.privateKey(bytes(SENDER_PRIVATE)));

        byte[] body = Encryption.encrypt(to, TEXT.getBytes(StandardCharsets.UTF_8), sender, bytes(SALT));

        assertEquals(BODY, Base64.getUrlEncoder().withoutPadding().encodeToString(body));
    }

    @Test
    void theExampleIsReadByTheTestsBrowserToo() throws Exception {
        KeyPair keys = new KeyPair(P256.publicKey(bytes(RECEIVER)), P256.privateKey(bytes(RECEIVER_PRIVATE)));

        assertEquals(TEXT, new TestBrowser(ENDPOINT.toString(), keys, bytes(AUTH)).read(bytes(BODY)));
    }

    @Test
    void noTwoBodiesAreAlikeAndTheLongestIsAsLongAsPushServicesTake() throws Exception {
        TestBrowser browser = new TestBrowser(ENDPOINT.toString());
        String longest = "x".repeat(Encryption.MAX_PLAINTEXT);
        byte[] one = Encryption.encrypt(browser.subscription(), longest.getBytes(StandardCharsets.UTF_8));
        byte[] other = Encryption.encrypt(browser.subscription(), longest.getBytes(StandardCharsets.UTF_8));

        assertEquals(4_096, one.length);
        assertEquals(longest, browser.read(one));
        assertFalse(Arrays.equals(one, other));
        assertThrows(
                IllegalArgumentException.class,
                () -> Encryption.encrypt(browser.subscription(), new byte[Encryption.MAX_PLAINTEXT + 1]));
    }

    @Test
    void keysThatAreNoPointsAreRefused() {
        byte[] beside = bytes(RECEIVER);
        beside[64] ^= 1;
        byte[] compressed = Arrays.copyOf(bytes(RECEIVER), 33);
        byte[] tooLarge = bytes(RECEIVER);
        Arrays.fill(tooLarge, 1, 33, (byte) 0xff);
        for (byte[] bad : new byte[][] {beside, compressed, tooLarge, {}, new byte[65]}) {
            String text = Base64.getUrlEncoder().encodeToString(bad);
            assertThrows(IllegalArgumentException.class, () -> Subscription.of(ENDPOINT, text, AUTH));
        }
        assertThrows(IllegalArgumentException.class, () -> Subscription.of(ENDPOINT, RECEIVER, "AAAA"));
        assertThrows(IllegalArgumentException.class, () -> Subscription.of(ENDPOINT, "ä", AUTH));
        assertThrows(IllegalArgumentException.class, () -> P256.privateKey(new byte[32]));
    }

    @Test
    void saysWhoSendsAndToWhom() throws Exception {
        VapidKeys keys = VapidKeys.generate();
        Instant now = Instant.ofEpochSecond(1_790_000_000);
        Vapid vapid = new Vapid(keys, "mailto:a@b.example", () -> now);

        String header = vapid.authorization(URI.create("https://push.example.net/a/b"));

        assertTrue(header.startsWith("vapid t="), header);
        assertTrue(header.endsWith(", k=" + keys.publicText()), header);
        String[] jwt =
                header.substring("vapid t=".length(), header.indexOf(',')).split("\\.", -1);
        assertEquals(
                new JsonObject()
                        .put("aud", "https://push.example.net")
                        .put("exp", now.getEpochSecond() + 12 * 3_600)
                        .put("sub", "mailto:a@b.example"),
                new JsonObject(new String(bytes(jwt[1]), StandardCharsets.UTF_8)));
        assertEquals("ES256", new JsonObject(new String(bytes(jwt[0]), StandardCharsets.UTF_8)).getString("alg"));
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(P256.publicKey(bytes(keys.publicText())));
        check.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertTrue(check.verify(bytes(jwt[2])));
        assertEquals(header, vapid.authorization(URI.create("https://push.example.net/other")));
    }

    @Test
    void keysOfTwoPairsAreNoPair() {
        VapidKeys one = VapidKeys.generate();
        VapidKeys other = VapidKeys.generate();

        assertEquals(
                one.publicText(),
                VapidKeys.of(one.publicText(), one.privateText()).publicText());
        assertThrows(IllegalArgumentException.class, () -> VapidKeys.of(one.publicText(), other.privateText()));
        assertFalse(one.toString().contains(one.privateText()));
    }
}
