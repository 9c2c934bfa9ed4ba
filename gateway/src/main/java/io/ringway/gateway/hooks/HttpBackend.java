package io.ringway.gateway.hooks;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.auth.BoundedBody;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.config.HookConfig;
import io.ringway.gateway.webhooks.Signature;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Questions by HTTP, signed as events are. An answer that is late, too large or of another form is none. On the hub. */
public final class HttpBackend implements Bouncer.Backend {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;
    private static final int MAX_REASON_CHARS = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    private final WebClient client;
    private final Signature signature;
    private final int metaBytes;
    private final InstantSource clock;

    /** @param metaBytes how large a member's metadata may be */
    public HttpBackend(WebClient client, Signature signature, int metaBytes, InstantSource clock) {
        this.client = client;
        this.signature = signature;
        this.metaBytes = metaBytes;
        this.clock = clock;
    }

    @Override
    public Future<Answer> ask(HookConfig hook, Question question) {
        String id = "ask_" + UUID.randomUUID();
        long now = clock.millis();
        String body = body(question, now);
        BoundedBody answer = new BoundedBody(MAX_ANSWER_BYTES, hook.timeout());
        return client.postAbs(hook.url().orElseThrow().toString())
                .putHeader("content-type", "application/json")
                .putHeader(Signature.ID, id)
                .putHeader(Signature.TIMESTAMP, Long.toString(now / 1_000))
                .putHeader(Signature.SIGNATURE, signature.of(id, now / 1_000, body))
                .timeout(hook.timeout().toMillis())
                .as(BodyCodec.pipe(answer))
                .sendBuffer(Buffer.buffer(body))
                .timeout(hook.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .map(done -> said(question, done.statusCode(), answer));
    }

    private Answer said(Question question, int status, BoundedBody body) {
        if (status / 100 == 5 || status == TOO_MANY_REQUESTS) {
            throw new IllegalStateException("it answers with status " + status);
        }
        if (status / 100 != 2) {
            throw new UnreadableAnswer("it answers with status " + status);
        }
        try {
            return read(question, body.content().toJsonObject());
        } catch (RuntimeException notAnAnswer) {
            throw new UnreadableAnswer("its answer is of another form");
        }
    }

    private static String body(Question question, long now) {
        JsonObject data = new JsonObject()
                .put("tenant", question.user().tenant().name())
                .put("user_id", question.user().id());
        if (question.cid() != null) {
            data.put("cid", question.cid().toString());
        }
        switch (question.kind()) {
            case CONNECT -> {}
            case JOIN -> data.put("group", question.subject());
            case CALL -> data.put("callee", question.subject());
        }
        return new JsonObject()
                .put("type", question.kind().code())
                .put("timestamp", Instant.ofEpochMilli(now).toString())
                .put("data", data)
                .encode();
    }

    private Answer read(Question question, JsonObject answer) {
        String text = answer.getValue("reason") instanceof String given ? given : Answer.NO;
        String reason = text.substring(0, Math.min(text.length(), MAX_REASON_CHARS));
        if (!Boolean.TRUE.equals(answer.getValue("allow"))) {
            // Whatever else it says: a no that cannot be read must not become a yes.
            return new Answer(false, true, reason, null, null);
        }
        return new Answer(
                true, true, reason, grants(question, answer.getValue("grants")), meta(answer.getValue("meta")));
    }

    private static @Nullable Grants grants(Question question, @Nullable Object grants) {
        if (grants == null) {
            return null;
        }
        if (!(grants instanceof JsonObject claim)) {
            throw new IllegalArgumentException("grants are an object");
        }
        return Grants.ofClaim(claim.encode(), question.user().id());
    }

    private @Nullable Bytes meta(@Nullable Object meta) {
        if (meta == null) {
            return null;
        }
        Bytes bytes = Bytes.utf8(Json.encode(meta));
        if (bytes.size() > metaBytes) {
            throw new IllegalArgumentException("meta is too large");
        }
        return bytes;
    }
}
