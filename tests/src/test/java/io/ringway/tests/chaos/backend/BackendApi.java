package io.ringway.tests.chaos.backend;

import io.ringway.tests.support.Secrets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a backend asks a node for, with its key. Blocks. */
public final class BackendApi {
    private static final String KEY = Secrets.keep("sk_" + "chaos0123456789abcdef0123456789abcdef");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String address;

    /** @param address host and port of a node */
    public BackendApi(String address) {
        this.address = address;
    }

    /** What nodes have to be told for it to be let in. */
    public static String keys() {
        return new JsonArray()
                .add(new JsonObject().put("tenant", "demo").put("key", KEY))
                .encode();
    }

    /** Everything is sent again to the URLs that have answered 410. */
    public void enableAll() {
        for (Object each : ask("GET", "/v1/webhooks").getJsonArray("webhooks")) {
            JsonObject webhook = (JsonObject) each;
            if (!webhook.getBoolean("enabled")) {
                ask("POST", "/v1/webhooks/" + webhook.getString("id") + "/enable");
            }
        }
    }

    /** The ids of all events that were put aside. */
    public List<String> deadEvents() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonObject page = ask("GET", "/v1/webhooks/dead?limit=100" + cursor);
            page.getJsonArray("dead").forEach(letter -> ids.add(((JsonObject) letter).getString("event_id")));
            String next = page.getString("next");
            cursor = next == null ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return ids;
    }

    private JsonObject ask(String method, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                .header("authorization", "Bearer " + KEY)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
