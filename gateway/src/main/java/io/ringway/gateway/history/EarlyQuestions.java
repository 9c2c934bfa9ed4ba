package io.ringway.gateway.history;

import java.util.ArrayList;
import java.util.List;

/** What was asked of a writer that is not active yet. */
final class EarlyQuestions {
    /** Whoever asks asks again for what was one too many. */
    private static final int MOST = 1_000;

    private final List<Asked> waiting = new ArrayList<>();
    private long bytes;

    record Asked(long from, HistoryMessage.Question question) {}

    void add(long from, HistoryMessage.Question question) {
        if (waiting.size() < MOST) {
            waiting.add(new Asked(from, question));
            bytes += question instanceof HistoryMessage.Submit submit
                    ? submit.draft().size()
                    : 0;
        }
    }

    /** How many bytes of messages wait. */
    long bytes() {
        return bytes;
    }

    /** All of them, in the order of their coming; none is left. */
    List<Asked> take() {
        List<Asked> all = List.copyOf(waiting);
        waiting.clear();
        bytes = 0;
        return all;
    }
}
