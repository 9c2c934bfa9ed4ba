package io.ringway.gateway.http.api;

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
    private Batches() {}

    /** The results in the order of the items; items with the same key are done one after the other. */
    static Future<JsonArray> inOrder(
            List<ApiRequest> items, Function<ApiRequest, String> key, Function<ApiRequest, Future<JsonObject>> work) {
        Map<String, Future<JsonObject>> last = new HashMap<>();
        List<Future<JsonObject>> results = new ArrayList<>(items.size());
        // Before anything is done: a key that cannot be read refuses the whole.
        List<String> keys = items.stream().map(key).toList();
        for (int i = 0; i < items.size(); i++) {
            ApiRequest item = items.get(i);
            String of = keys.get(i);
            Future<JsonObject> before = last.get(of);
            Future<JsonObject> result = before == null ? done(item, work) : before.compose(done -> done(item, work));
            last.put(of, result);
            results.add(result);
        }
        return Future.join(results).map(all -> new JsonArray(List.copyOf(all.<JsonObject>list())));
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
