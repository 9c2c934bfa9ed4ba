package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.Operation.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Several of one kind in one call: each has its own result, an answer or an error. */
final class Batches {
    private static final String RESULTS = "results";

    private Batches() {}

    /**
     * The results in the order of the items; items with the same key are done one after the other. Where the call was answered before,
     * those alone are done whose result was an error that is temporary, and the others keep what they had.
     */
    static Future<JsonArray> inOrder(
            ApiCall call,
            List<ApiRequest> items,
            Function<ApiRequest, String> key,
            Function<ApiRequest, Future<JsonObject>> work) {
        Map<String, Future<JsonObject>> last = new HashMap<>();
        List<Future<JsonObject>> results = new ArrayList<>(items.size());
        // Before anything is done: a key that cannot be read refuses the whole.
        List<String> keys = items.stream().map(key).toList();
        JsonArray earlier = results(call.before());
        for (int i = 0; i < items.size(); i++) {
            ApiRequest item = items.get(i);
            String of = keys.get(i);
            if (i < earlier.size() && !isTemporary(earlier.getValue(i))) {
                results.add(Future.succeededFuture(earlier.getJsonObject(i)));
                continue;
            }
            Future<JsonObject> before = last.get(of);
            Future<JsonObject> result = before == null ? done(item, work) : before.compose(done -> done(item, work));
            last.put(of, result);
            results.add(result);
        }
        return Future.join(results).map(all -> new JsonArray(List.copyOf(all.<JsonObject>list())));
    }

    /** Whether a reply has a result that may be another one when it is done again. */
    static boolean isOpen(Reply reply) {
        return results(reply).stream().anyMatch(Batches::isTemporary);
    }

    private static JsonArray results(Reply reply) {
        JsonObject body = reply.body();
        return body != null && body.getValue(RESULTS) instanceof JsonArray results ? results : new JsonArray();
    }

    private static boolean isTemporary(Object result) {
        return result instanceof JsonObject json && Boolean.TRUE.equals(json.getValue("temporary"));
    }

    private static Future<JsonObject> done(ApiRequest item, Function<ApiRequest, Future<JsonObject>> work) {
        try {
            return work.apply(item)
                    .recover(failure ->
                            Future.succeededFuture(ApiError.of(failure).json()));
        } catch (RuntimeException refused) {
            return Future.succeededFuture(ApiError.of(refused).json());
        }
    }
}
