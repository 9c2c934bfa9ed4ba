package io.ringway.gateway.http.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a server was seen to answer: every status of every operation, and every code of an error. */
final class Seen {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Set<String> answers = Collections.synchronizedSet(new TreeSet<>());
    private final Set<String> codes = Collections.synchronizedSet(new TreeSet<>());

    private final List<String> disagreements = new ArrayList<>();

    /** Something that is to be told at the end, with all else. */
    void disagrees(String what) {
        disagreements.add(what);
    }

    List<String> disagreements() {
        return disagreements;
    }

    void note(String operation, int status, String body) {
        answers.add(operation + " " + status);
        if (status >= 400) {
            codes.add(status + " " + code(body));
        }
    }

    private static String code(String body) {
        try {
            var error = MAPPER.readTree(body);
            return error.path("error").path("code").asText(error.path("code").asText());
        } catch (IOException notJson) {
            throw new UncheckedIOException(body, notJson);
        }
    }

    /** What of that was never seen. */
    Set<String> missing(Set<String> promisedAnswers) {
        Set<String> missing = new TreeSet<>(promisedAnswers);
        missing.removeAll(answers);
        return missing;
    }

    Set<String> missingCodes(Set<String> promisedCodes) {
        Set<String> missing = new TreeSet<>(promisedCodes);
        missing.removeAll(codes);
        return missing;
    }
}
