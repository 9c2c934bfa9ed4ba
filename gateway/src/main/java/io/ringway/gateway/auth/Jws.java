package io.ringway.gateway.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringway.gateway.auth.AuthException.Reason;
import io.ringway.gateway.config.Algorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A signed token in its compact form (RFC 7515), taken apart and not yet believed. Nobody changes the arrays. */
final class Jws {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");
    private static final int MAX_KEY_ID_CHARS = 256;

    private final Algorithm algorithm;
    private final @Nullable String keyId;
    private final byte[] signed;
    private final byte[] payload;
    private final byte[] signature;

    private Jws(Algorithm algorithm, @Nullable String keyId, byte[] signed, byte[] payload, byte[] signature) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.signed = signed;
        this.payload = payload;
        this.signature = signature;
    }

    Algorithm algorithm() {
        return algorithm;
    }

    /** The header's {@code kid}. */
    @Nullable
    String keyId() {
        return keyId;
    }

    /** The bytes that the signature is over. */
    byte[] signed() {
        return signed;
    }

    byte[] payload() {
        return payload;
    }

    byte[] signature() {
        return signature;
    }

    static Jws parse(String token) throws AuthException {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            throw new AuthException(Reason.MALFORMED);
        }
        JsonNode header = header(decode(token.substring(0, first)));
        return new Jws(
                algorithm(header),
                keyId(header),
                token.substring(0, second).getBytes(StandardCharsets.ISO_8859_1),
                decode(token.substring(first + 1, second)),
                decode(token.substring(second + 1)));
    }

    /** Base64url as RFC 7515 has it: no padding, and one way only to write the same bytes. */
    private static byte[] decode(String segment) throws AuthException {
        try {
            byte[] bytes = DECODER.decode(segment);
            if (bytes.length == 0 || !ENCODER.encodeToString(bytes).equals(segment)) {
                throw new AuthException(Reason.MALFORMED);
            }
            return bytes;
        } catch (IllegalArgumentException notBase64) {
            throw new AuthException(Reason.MALFORMED);
        }
    }

    private static JsonNode header(byte[] json) throws AuthException {
        JsonNode header;
        try {
            header = StrictJson.object(json);
        } catch (IOException notJson) {
            throw new AuthException(Reason.MALFORMED);
        }
        JsonNode type = header.path("typ");
        boolean ours = type.isMissingNode()
                || (type.isTextual() && TYPES.contains(type.textValue().toLowerCase(Locale.ROOT)));
        if (!ours || header.has("crit") || header.has("b64") || header.has("zip") || header.has("enc")) {
            throw new AuthException(Reason.HEADER);
        }
        return header;
    }

    private static Algorithm algorithm(JsonNode header) throws AuthException {
        String name = header.path("alg").textValue();
        return Arrays.stream(Algorithm.values())
                .filter(algorithm -> algorithm.written().equals(name))
                .findFirst()
                .orElseThrow(() -> new AuthException(Reason.ALGORITHM));
    }

    private static @Nullable String keyId(JsonNode header) throws AuthException {
        JsonNode id = header.path("kid");
        if (id.isMissingNode()) {
            return null;
        }
        if (!id.isTextual() || id.textValue().length() > MAX_KEY_ID_CHARS) {
            throw new AuthException(Reason.HEADER);
        }
        return id.textValue();
    }
}
