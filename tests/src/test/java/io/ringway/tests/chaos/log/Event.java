package io.ringway.tests.chaos.log;

import io.vertx.core.json.JsonObject;

/**
 * An event that a backend has taken, be it once more.
 *
 * @param at as entries have it
 * @param from the address of the node that sent it
 * @param route which of the backend's URLs it came to
 * @param id its {@code webhook-id}
 * @param happened milliseconds since 1970, as the event says
 * @param data what is in it, beside its type
 */
public record Event(long at, String from, String route, String id, String type, long happened, JsonObject data) {
    /** What is in order: a group, or a call. */
    public String line() {
        return isOfCall() ? data.getString("call_id") : "group " + data.getString("group");
    }

    public boolean isOfCall() {
        return type.startsWith("call.");
    }

    /** Grows along a line. */
    public long sequence() {
        return data.getLong("sequence");
    }
}
