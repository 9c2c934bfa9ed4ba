package io.ringway.gateway.resume;

import io.ringway.cluster.Cid;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and reads resume tokens: what a {@link ResumeToken} says, and an HMAC-SHA256 over that, the user it was given
 * to and the publishable key that the user came with, with a key that every node of the cluster has. Any node can therefore tell a true token even where the one that made
 * it is gone, and a token of one user is worth nothing to another, nor with
 * another publishable key: what the bearer of a JWT was given makes nobody that user without one. Written as 103 characters of URL-safe base64. Any thread.
 */
public final class ResumeTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CLAIM_BYTES = 28 + 12 + 4 + 4;
    private static final int MAC_BYTES = 29;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final Supplier<byte[]> key;

    /** @param key the cluster's secret; asked for at each use, since there is none before the node has started */
    public ResumeTokens(Supplier<byte[]> key) {
        this.key = key;
    }

    /** @param by the publishable key that the user came with; empty for the bearer of a JWT */
    public String write(ResumeToken token, UserId user, String by) {
        ByteBuffer bytes = ByteBuffer.allocate(CLAIM_BYTES + MAC_BYTES);
        token.cid().write(bytes);
        bytes.putLong(token.home().id()).putInt(token.home().incarnation());
        bytes.putInt(token.generation()).putInt(token.moves());
        bytes.put(mac(bytes.array(), user, by), 0, MAC_BYTES);
        return ENCODER.encodeToString(bytes.array());
    }

    /** Empty where the text is no token, or not one that was given to this user when it came with the same. */
    public Optional<ResumeToken> read(String text, UserId user, String by) {
        byte[] bytes;
        try {
            bytes = DECODER.decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != CLAIM_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        ResumeToken token =
                new ResumeToken(Cid.read(in), new NodeRef(in.getLong(), in.getInt()), in.getInt(), in.getInt());
        byte[] shown = new byte[MAC_BYTES];
        in.get(shown);
        byte[] right = new byte[MAC_BYTES];
        ByteBuffer.wrap(mac(bytes, user, by)).get(right);
        return MessageDigest.isEqual(shown, right) ? Optional.of(token) : Optional.empty();
    }

    private byte[] mac(byte[] claims, UserId user, String by) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.get(), ALGORITHM));
            mac.update(claims, 0, CLAIM_BYTES);
            for (String part : List.of(user.tenant().name(), user.id(), by)) {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                // The length keeps the parts apart, whatever characters they have.
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
                mac.update(text);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
