package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client has asked and not been answered. */
final class Requests {
    /** What is asked, and what to do with the answer. */
    sealed interface Request {
        String group();

        record Join(String group) implements Request {}

        record Leave(String group) implements Request {}

        record Publish(String group, Message message) implements Request {}

        record Members(String group) implements Request {}

        /** Which groups there are whose names begin like this. */
        record Groups(String group) implements Request {}

        /** Everything about a call is about no group. */
        sealed interface OfCall extends Request {
            @Override
            default String group() {
                return "";
            }
        }

        record Call(String callee) implements OfCall {}

        record Accept(String call) implements OfCall {}

        record Hangup(String call) implements OfCall {}

        record Ping() implements Request {
            @Override
            public String group() {
                return "";
            }
        }
    }

    /** @param number which frame of the session it was */
    record Asked(long id, Request request, String frame, long number) {}

    private final Map<Long, Asked> open = new LinkedHashMap<>();
    private long last;

    long nextId() {
        return ++last;
    }

    void add(Asked asked) {
        open.put(asked.id(), asked);
    }

    @Nullable
    Asked answered(long id) {
        return open.remove(id);
    }

    /** What the server has not taken: takes it out, in order, to be asked again. */
    List<Asked> unheard(long heard) {
        List<Asked> again = new ArrayList<>();
        open.values().removeIf(asked -> asked.number() > heard && again.add(asked));
        return again;
    }

    /** Nothing of it will be answered. */
    void lose() {
        open.clear();
    }

    boolean contains(Class<? extends Request> kind) {
        return open.values().stream().anyMatch(asked -> kind.isInstance(asked.request()));
    }

    boolean joins(String group) {
        return open.values().stream().anyMatch(asked -> asked.request().equals(new Request.Join(group)));
    }
}
