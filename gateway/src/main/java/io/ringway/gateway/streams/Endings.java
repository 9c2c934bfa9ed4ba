package io.ringway.gateway.streams;

import io.ringway.cluster.streams.Settlement;
import io.ringway.gateway.metrics.StreamMetrics;
import io.ringway.gateway.streams.Performer.Outcome;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How entries end, and what is told of it.
 *
 * @param replies whether somebody reads what came of each entry
 */
record Endings(Settling settling, StreamMetrics metrics, boolean replies) {
    void done(Task task, int status, @Nullable JsonObject body) {
        metrics.done();
        settling.add(new Settlement(task.id, null, reply(status, body)));
    }

    /** Some parts of a list were refused, or failed as often as they are tried. */
    void partly(Task task, Parts parts, int status) {
        JsonObject all = new JsonObject().put("results", parts.results());
        Settlement.Aside aside = new Settlement.Aside(
                "partly_refused", "", task.attempts, parts.results().encode());
        aside(task.id, aside, reply(status, all));
    }

    void refused(Task task, Outcome.Refused refused) {
        String results = task.parts == null ? "" : task.parts.results().encode();
        Settlement.Aside aside = new Settlement.Aside(refused.code(), refused.message(), task.attempts, results);
        aside(task.id, aside, reply(refused.status(), refused.body()));
    }

    /** The performer said that it never fails; what it did is not known. */
    void failed(Task task) {
        aside(task.id, 500, "internal", "internal", "the server failed", task.attempts);
    }

    void malformed(String id, String message, long begun) {
        aside(id, 400, "malformed", "bad_request", message, begun);
    }

    void begunTooOften(String id, long begun) {
        aside(id, 500, "too_many_deliveries", "too_many_deliveries", "it was begun too often", begun);
    }

    private void aside(String id, int status, String reason, String code, String message, long begun) {
        JsonObject body =
                new JsonObject().put("code", code).put("message", message).put("temporary", false);
        aside(id, new Settlement.Aside(reason, message, begun, ""), reply(status, body));
    }

    private void aside(String id, Settlement.Aside aside, Settlement.@Nullable Reply reply) {
        metrics.refused();
        settling.add(new Settlement(id, aside, reply));
    }

    private Settlement.@Nullable Reply reply(int status, @Nullable JsonObject body) {
        return replies ? new Settlement.Reply(status, body == null ? "" : body.encode()) : null;
    }
}
