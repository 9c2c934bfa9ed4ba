package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client has asked and not been answered, and what became of all that it has asked. */
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

    /**
     * @param number which frame of the session it was
     * @param at when it was sent, as entries of the log have it
     */
    record Asked(long id, Request request, String frame, long number, long at) {}

    /** What was asked no longer ago may be on its way, or its answer. */
    static final long ON_ITS_WAY_US = 100_000;

    static final long NOT_THERE = Long.MAX_VALUE;

    private final Map<Long, Asked> open = new LinkedHashMap<>();
    private long last;
    /** Up to this one, requests were lost with their session: an answer may come all the same. */
    private long lastLost;

    private long answered;
    private long lost;
    private long again;

    long nextId() {
        return ++last;
    }

    void add(Asked asked) {
        open.put(asked.id(), asked);
    }

    /** The request that this is the answer to; nothing where none waits for it. */
    @Nullable
    Asked answered(long id) {
        Asked asked = open.remove(id);
        if (asked != null) {
            answered++;
        } else if (id > lastLost) {
            again++;
        }
        return asked;
    }

    /** What the server has not taken: takes it out, in order, to be asked again. */
    List<Asked> unheard(long heard) {
        List<Asked> again = new ArrayList<>();
        open.values().removeIf(asked -> asked.number() > heard && again.add(asked));
        return again;
    }

    /** Nothing of it has to be answered: returns what that was. */
    List<Asked> lose() {
        List<Asked> all = waiting();
        open.clear();
        lost += all.size();
        lastLost = last;
        return all;
    }

    List<Asked> waiting() {
        return List.copyOf(open.values());
    }

    /**
     * What became of everything, now that all is over.
     *
     * @param there since when the client is connected, and reads; {@link #NOT_THERE} where it does not: of one that has not come back
     *     nobody knows whether it would have been answered
     */
    Entry.Tally tally(long at, String who, long there) {
        long unanswered = open.values().stream()
                .filter(asked -> Math.max(asked.at(), there) <= at - ON_ITS_WAY_US)
                .count();
        return new Entry.Tally(at, who, answered, lost, unanswered, again);
    }

    boolean contains(Class<? extends Request> kind) {
        return open.values().stream().anyMatch(asked -> kind.isInstance(asked.request()));
    }

    boolean joins(String group) {
        return open.values().stream().anyMatch(asked -> asked.request().equals(new Request.Join(group)));
    }
}
