package io.ringway.gateway.ice;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server with the paths of Cloudflare's TURN API, which does what a test tells it. */
public final class FakeCloudflare implements AutoCloseable {
    public static final String TOKEN = "cf-token-canary-0123456789";
    public static final String KEY = "cfkey";

    private static final String PATH = "/v1/turn/keys/" + KEY + "/credentials/";

    private final HttpServer server;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final List<JsonObject> questions = new CopyOnWriteArrayList<>();
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final List<HttpServerResponse> held = new CopyOnWriteArrayList<>();
    private volatile Mood mood = Mood.LIST;

    /** How it answers. */
    public enum Mood {
        LIST,
        OBJECT,
        ERROR,
        REDIRECT,
        GARBAGE,
        NO_TURN,
        HUGE,
        /** Never, until {@link #answerHeld}. */
        HOLD,
        /** A byte now and then. */
        DRIP
    }

    public FakeCloudflare(Vertx vertx) throws Exception {
        server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public FakeCloudflare is(Mood next) {
        mood = next;
        return this;
    }

    /** The provider as the configuration has it. */
    public String provider(String name, String timeout) {
        return "{\"name\": \"" + name + "\", \"type\": \"cloudflare\", \"key_id\": \"" + KEY + "\", \"api_token\": \""
                + TOKEN + "\", \"base_url\": \"http://127.0.0.1:" + server.actualPort() + "/\", \"timeout\": \""
                + timeout
                + "\"}";
    }

    /** The bodies of what was asked, without checks. */
    public List<JsonObject> questions() {
        return questions;
    }

    /** The most questions that were open at once. */
    int mostOpen() {
        return mostOpen.get();
    }

    public int asked() {
        return questions.size();
    }

    Set<String> valid() {
        return valid;
    }

    public void answerHeld() {
        mood = Mood.LIST;
        held.forEach(response -> answer(response, new JsonObject()));
        held.clear();
    }

    private void handle(HttpServerRequest request) {
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        request.response().endHandler(done -> open.decrementAndGet());
        if (!("Bearer " + TOKEN).equals(request.getHeader("authorization"))) {
            request.response().setStatusCode(401).end();
        } else if (request.path().equals(PATH + "generate-ice-servers")) {
            request.body().onSuccess(body -> generate(request.response(), body));
        } else if (request.path().startsWith(PATH) && request.path().endsWith("/revoke")) {
            String name = request.path().substring(PATH.length(), request.path().length() - "/revoke".length());
            request.response()
                    .setStatusCode(mood == Mood.ERROR ? 500 : valid.remove(name) ? 204 : 404)
                    .end();
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private void generate(HttpServerResponse response, Buffer body) {
        JsonObject question = body.toJsonObject();
        questions.add(question);
        answer(response, question);
    }

    private void answer(HttpServerResponse response, JsonObject question) {
        switch (mood) {
            case LIST -> created(response, new JsonArray().add(stun()).add(turn()));
            case OBJECT -> created(response, turn());
            case ERROR -> response.setStatusCode(500).end("{}");
            case REDIRECT ->
                response.setStatusCode(307).putHeader("location", "/elsewhere").end();
            case GARBAGE -> response.setStatusCode(201).end("<html>" + question.encode());
            case NO_TURN -> created(response, new JsonArray().add(stun()));
            case HUGE -> response.setStatusCode(201).end("[" + " ".repeat(1_000_000) + "]");
            case HOLD -> held.add(response);
            case DRIP -> response.setStatusCode(201).setChunked(true).write("{");
        }
    }

    private static void created(HttpServerResponse response, Object servers) {
        response.setStatusCode(201)
                .end(new JsonObject().put("iceServers", servers).toBuffer());
    }

    private static JsonObject stun() {
        return new JsonObject().put("urls", new JsonArray().add("stun:stun.cf.example:3478"));
    }

    private JsonObject turn() {
        String username = "cf" + made.incrementAndGet();
        valid.add(username);
        return new JsonObject()
                .put(
                        "urls",
                        new JsonArray()
                                .add("turns:turn.cf.example:443?transport=tcp")
                                .add("turn:turn.cf.example:53?transport=udp")
                                .add("turn:turn.cf.example:3478?transport=udp")
                                .add("turns:turn.cf.example:5349?transport=tcp"))
                .put("username", username)
                .put("credential", "secret-of-" + username);
    }

    @Override
    public void close() {
        server.close();
    }
}
