package io.ringway.gateway.http.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A backend, and its users' sockets; every answer is held against the contract. */
final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static final Contract CONTRACT = new Contract("/webroot/spec/openapi.yaml");

    private final int port;
    private final @Nullable String key;

    ApiClient(int port, @Nullable String key) {
        this.port = port;
        this.key = key;
    }

    record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        String code() {
            // Below /v1/kit errors are in an envelope.
            return json().getJsonObject("error", json()).getString("code");
        }
    }

    /** @param operation as the document writes it: {@code put /v1/users/{user_id}/ban} */
    Answer call(String operation, String path, @Nullable String body) {
        return call(operation, path, body, null);
    }

    private Answer call(String operation, String path, @Nullable String body, @Nullable String again) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (again != null) {
            request.header("idempotency-key", again);
        }
        String method = operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> response = HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
        assertEquals("", CONTRACT.check(operation, response), operation);
        return new Answer(response.statusCode(), response.body());
    }

    Answer post(String path, String body) {
        return call("post " + path, path, body.replace('\'', '"'));
    }

    /** With an Idempotency-Key. */
    Answer again(String path, String body, String again) {
        return call("post " + path, path, body.replace('\'', '"'), again);
    }

    Answer get(String operation, String path) {
        return call("get " + operation, path, null);
    }

    /** Of a path that is its operation's, but for the query. */
    Answer get(String path) {
        return get(path.replaceAll("\\?.*", ""), path);
    }

    /** What a token says, whoever has signed it. */
    static JsonObject claims(String token) {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new JsonObject(new String(payload, StandardCharsets.UTF_8));
    }

    String token(String body) {
        return post("/v1/tokens", body).json().getString("token");
    }

    Socket connect(String token) {
        return new Socket(token);
    }

    /** The status with which a handshake is refused. */
    int refusal(String token) {
        try {
            new Socket(token);
            return 101;
        } catch (java.util.concurrent.CompletionException refused) {
            return refused.getCause() instanceof java.net.http.WebSocketHandshakeException handshake
                    ? handshake.getResponse().statusCode()
                    : -1;
        }
    }

    /** A native client that keeps what it hears. */
    final class Socket implements WebSocket.Listener {
        private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;
        private volatile int closed;

        Socket(String token) {
            socket = HTTP.newWebSocketBuilder()
                    .subprotocols("ringway.v1", "bearer." + token)
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/realtime"), this)
                    .join();
        }

        Socket join(String group) {
            send("{\"type\":\"join\",\"id\":1,\"group\":\"" + group + "\"}");
            await().until(() -> closed != 0 || isAnswered(1));
            assertEquals(0, closed, () -> "closed before the join was answered; heard " + heard);
            return this;
        }

        void send(String frame) {
            socket.sendText(frame, true).join();
        }

        /** Breaks the connection, without a goodbye. */
        void abort() {
            socket.abort();
        }

        String cid() {
            await().until(() -> !heard.isEmpty());
            return heard.getFirst().getString("cid");
        }

        int closed() {
            return closed;
        }

        /** The first answer to a request; waits for it. */
        JsonObject answer(long id) {
            await().until(() -> isAnswered(id));
            return heard.stream()
                    .filter(frame -> answers(frame, id))
                    .findFirst()
                    .orElseThrow();
        }

        private boolean isAnswered(long id) {
            return heard.stream().anyMatch(frame -> answers(frame, id));
        }

        private static boolean answers(JsonObject frame, long id) {
            return frame.getLong("id", -1L) == id;
        }

        List<JsonObject> ofType(String type) {
            return heard.stream()
                    .filter(frame -> type.equals(frame.getString("type")))
                    .toList();
        }

        List<JsonObject> notices(String code) {
            return heard.stream()
                    .filter(frame -> code.equals(frame.getString("code")))
                    .toList();
        }

        List<JsonObject> heard() {
            return heard;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                heard.add(new JsonObject(partial.toString()));
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed = statusCode;
            return null;
        }
    }
}
