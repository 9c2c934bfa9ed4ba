package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.lists.ListKey;
import io.ringway.gateway.auth.Seal;
import io.ringway.gateway.config.Secret;
import io.ringway.gateway.http.api.Operation.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers that are secrets, such as tokens, as they are kept: whoever reads the store can use none of them. Any thread. */
final class SealedAnswers {
    private static final String SEALED = "sealed";

    private final @Nullable Seal seal;

    /** @param secret empty where there is none, and then no answer is a secret: it is what tokens are signed with */
    SealedAnswers(Optional<Secret> secret) {
        this.seal = secret.map(one -> new Seal(one, "ringway kept answers")).orElse(null);
    }

    /** @param of what it is kept under, and can be opened from alone; empty where it cannot be kept */
    Optional<Reply> seal(Reply reply, ListKey of) {
        JsonObject body = reply.body();
        if (body == null || seal == null) {
            return body == null ? Optional.of(reply) : Optional.empty();
        }
        String sealed = seal.seal(Bytes.wrap(body.toBuffer().getBytes()), subject(of));
        return Optional.of(new Reply(reply.status(), new JsonObject().put(SEALED, sealed)));
    }

    /** Fails, by throwing, where it was sealed under another secret. */
    Reply open(Reply kept, ListKey of) {
        JsonObject body = kept.body();
        String sealed = body == null ? null : body.getString(SEALED);
        if (sealed == null) {
            return kept;
        }
        return Optional.ofNullable(seal)
                .flatMap(known -> known.open(sealed, subject(of)))
                .map(json -> new Reply(kept.status(), new JsonObject(Buffer.buffer(json.array()))))
                .orElseThrow(() -> ApiError.neverKnown(
                        "the first call with this Idempotency-Key was answered, before the secret of tokens became another;"
                                + " another key does it again"));
    }

    private static String subject(ListKey of) {
        return of.tenant().name() + "\n" + of.name();
    }
}
