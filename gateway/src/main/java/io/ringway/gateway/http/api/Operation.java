package io.ringway.gateway.http.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What an operation of the document does, once the key is good and the call fits the document. The call's event loop. */
@FunctionalInterface
interface Operation {
    Future<Reply> run(ApiCall call);

    /** @param body null where there is none */
    record Reply(int status, @Nullable JsonObject body) {
        static final Reply NO_CONTENT = new Reply(204, null);

        static Reply ok(JsonObject body) {
            return new Reply(200, body);
        }

        static Reply created(JsonObject body) {
            return new Reply(201, body);
        }
    }
}
