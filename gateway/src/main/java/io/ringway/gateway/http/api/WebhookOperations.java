package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.Hub;
import io.ringway.gateway.webhooks.Enquiries;
import io.ringway.gateway.webhooks.Outbox;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who is told of events, and what could not be told. Any event loop; the outbox is asked on the hub. */
public final class WebhookOperations {
    private static final int ACCEPTED = 202;
    private static final Enquiries.Page NO_LETTERS = new Enquiries.Page(List.of(), false);

    private final Hub hub;
    private final @Nullable Outbox outbox;

    /** @param outbox null where nobody is told anything */
    public WebhookOperations(Hub hub, @Nullable Outbox outbox) {
        this.hub = hub;
        this.outbox = outbox;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("listWebhooks", this::list);
        operations.put("listDeadLetters", this::dead);
        operations.put("replayDeadLetter", this::replay);
        operations.put("replayDeadLetters", this::replayAll);
        operations.put("enableWebhook", this::enable);
    }

    private Future<Reply> list(ApiCall call) {
        return ask(box -> box.receivers(call.tenant()), new JsonArray())
                .map(receivers -> Reply.ok(new JsonObject().put("webhooks", receivers)));
    }

    private Future<Reply> dead(ApiCall call) {
        String after = call.cursor();
        return ask(
                        box -> Future.succeededFuture(after.isEmpty() || box.isLetter(call.tenant(), after)),
                        after.isEmpty())
                .compose(isGiven -> isGiven
                        ? ask(box -> box.lost(call.tenant()), new JsonArray())
                        : Future.failedFuture(ApiCall.notGiven()))
                .compose(lost -> ask(box -> box.dead(call.tenant(), call.cursor(), call.limit()), NO_LETTERS)
                        .map(page -> Reply.ok(dead(page).put("lost", lost))));
    }

    private static JsonObject dead(Enquiries.Page page) {
        JsonObject answer = new JsonObject().put("dead", new JsonArray(page.letters()));
        return page.isFull() ? answer.put("next", page.letters().getLast().getString("id")) : answer;
    }

    private Future<Reply> replay(ApiCall call) {
        return ask(box -> box.replay(call.tenant(), call.path("letter")), Optional.<String>empty())
                .map(event -> new Reply(
                        ACCEPTED,
                        new JsonObject().put("event_id", event.orElseThrow(() -> unknown("no such dead letter")))));
    }

    private Future<Reply> replayAll(ApiCall call) {
        return ask(box -> box.replayAll(call.tenant(), call.path("webhook")), Optional.<JsonObject>empty())
                .map(progress -> new Reply(ACCEPTED, progress.orElseThrow(() -> unknown("no such webhook"))));
    }

    private Future<Reply> enable(ApiCall call) {
        Outbox asked = outbox;
        Future<Boolean> enabled = asked == null
                ? Future.succeededFuture(false)
                : hub.ask(() -> Future.succeededFuture(asked.enable(call.tenant(), call.path("webhook"))));
        return enabled.map(known -> {
            if (!known) {
                throw unknown("no such webhook");
            }
            return Reply.NO_CONTENT;
        });
    }

    private static ApiError unknown(String what) {
        return new ApiError(ErrorCode.NOT_FOUND, what);
    }

    /** Asks the outbox on the hub; where there is none, the answer is the one given. */
    private <T> Future<T> ask(Function<Enquiries, Future<T>> question, T otherwise) {
        Outbox asked = outbox;
        return asked == null
                ? Future.succeededFuture(otherwise)
                : hub.ask(() -> question.apply(asked.enquiries()))
                        .recover(failure -> Future.failedFuture(
                                new ApiError(ErrorCode.UNAVAILABLE, "the store of events does not answer")));
    }
}
