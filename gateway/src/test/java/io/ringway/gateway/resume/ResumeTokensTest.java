package io.ringway.gateway.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ResumeTokensTest {
    private static final UserId ADA = new UserId(new Tenant("demo"), "ada");
    private static final NodeRef HOME = new NodeRef(7, 1);
    private static final ResumeToken TOKEN = new ResumeToken(new Cid(HOME, 1, 2), HOME, 3, 4);

    private final ResumeTokens tokens = new ResumeTokens(() -> new byte[32]);

    @Test
    void readsWhatItWrote() {
        String text = tokens.write(TOKEN, ADA, "");
        assertEquals(Optional.of(TOKEN), tokens.read(text, ADA, ""));
        assertEquals(103, text.length());
    }

    @Test
    void isWorthNothingToAnybodyElse() {
        String text = tokens.write(TOKEN, ADA, "");
        assertEquals(Optional.empty(), tokens.read(text, new UserId(ADA.tenant(), "bob"), ""));
        assertEquals(Optional.empty(), tokens.read(text, new UserId(new Tenant("other"), "ada"), ""));
        assertEquals(Optional.empty(), tokens.read(text, new UserId(new Tenant("dem"), "oada"), ""));
    }

    @Test
    void isWorthNothingInAnotherCluster() {
        byte[] other = new byte[32];
        other[0] = 1;
        assertEquals(Optional.empty(), new ResumeTokens(() -> other).read(tokens.write(TOKEN, ADA, ""), ADA, ""));
    }

    @Test
    void aPublicIdIsNoToken() {
        assertEquals(Optional.empty(), tokens.read(TOKEN.cid().toString(), ADA, ""));
        assertEquals(Optional.empty(), tokens.read("", ADA, ""));
        assertEquals(Optional.empty(), tokens.read("not base64!", ADA, ""));
        assertEquals(Optional.empty(), tokens.read("A".repeat(103), ADA, ""));
    }

    @Property(tries = 1_000)
    void refusesWhatWasChangedAnywhere(@ForAll Random random) {
        byte[] bytes = Base64.getUrlDecoder().decode(tokens.write(TOKEN, ADA, ""));
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        String changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        assertEquals(Optional.empty(), tokens.read(changed, ADA, ""));
    }

    @Test
    void whatTheBearerOfAJwtWasGivenIsWorthNothingWithAPublishableKey() {
        assertEquals(Optional.empty(), tokens.read(tokens.write(TOKEN, ADA, ""), ADA, "pk_1"));
        String visitors = tokens.write(TOKEN, ADA, "pk_1");
        assertEquals(Optional.of(TOKEN), tokens.read(visitors, ADA, "pk_1"));
        assertEquals(Optional.empty(), tokens.read(visitors, ADA, "pk_2"));
        assertEquals(Optional.empty(), tokens.read(visitors, ADA, ""));
    }
}
