package io.ringway.gateway.http.skapi;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The file that tells skapi-js where everything is. It asks for two, of which this is both: whatever it looks for, it finds
 * this server.
 */
final class Endpoints {
    private static final List<String> HTTP = List.of(
            "admin_public",
            "admin_private",
            "extra_public",
            "extra_private",
            "get_users_private",
            "service_public",
            "record_public",
            "record_private",
            "post_public",
            "post_private",
            "get_public",
            "get_private",
            "del_private");

    private final String userpoolId;
    private final String userpoolClient;

    Endpoints(String userpoolId, String userpoolClient) {
        this.userpoolId = userpoolId;
        this.userpoolClient = userpoolClient;
    }

    /** @param address scheme, host and port, without a slash at the end */
    JsonObject at(String address) {
        JsonObject endpoints = new JsonObject();
        HTTP.forEach(name -> endpoints.put(name, address + "/skapi/"));
        return endpoints
                .put("websocket_private", "ws" + address.substring("http".length()) + "/skapi/api")
                .put("userpool_id", userpoolId)
                .put("userpool_client", userpoolClient);
    }
}
