package io.ringway.gateway.http.api;

import io.ringway.gateway.http.api.ApiClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Calls to one node with whichever key; every answer is held against the document, and noted. */
record Backends(int port, Contract contract, Seen seen) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Answer call(String operation, String path, @Nullable String key, @Nullable String body) {
        return call(operation, path, key, body, null);
    }

    /** @param again the Idempotency-Key */
    Answer call(String operation, String path, @Nullable String key, @Nullable String body, @Nullable String again) {
        return call(operation, path, key, body, again, null);
    }

    /** A call with a body that is said to be of a type. */
    Answer typed(String operation, String path, @Nullable String key, @Nullable String body, String type) {
        return call(operation, path, key, body, null, type);
    }

    private Answer call(
            String operation,
            String path,
            @Nullable String key,
            @Nullable String body,
            @Nullable String again,
            @Nullable String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        if (again != null) {
            request.header("idempotency-key", again);
        }
        if (type != null) {
            request.header("content-type", type);
        }
        request.method(
                operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT),
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String what = operation + " " + path + " -> " + response.statusCode() + " " + response.body();
            String problem = contract.check(operation, response);
            if (!problem.isEmpty()) {
                seen.disagrees(what + ": " + problem);
            }
            seen.note(operation, response.statusCode(), response.body());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(operation, failed);
        }
    }

    /** A call, with quotes as apostrophes, that is to be answered with a status. */
    Answer expect(int status, String operation, String path, @Nullable String key, @Nullable String body) {
        Answer answer = call(operation, path, key, body == null ? null : body.replace('\'', '"'));
        if (answer.status() != status) {
            seen.disagrees(operation + " " + path + " -> " + answer + ", not " + status);
        }
        return answer;
    }
}
