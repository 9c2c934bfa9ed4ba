package io.ringway.tests.chaos.load;

import io.vertx.core.json.JsonObject;

/**
 * How a crowd is.
 *
 * @param alive users that are there or will come back
 * @param online users that have been welcomed
 * @param settled users that are online and in all their groups
 * @param asking users whose last look has not been answered
 * @param done commands that have been carried out
 */
public record Status(int alive, int online, int settled, int asking, long done) {
    static final Status NOTHING = new Status(0, 0, 0, 0, 0);

    Status plus(Status other) {
        return new Status(
                alive + other.alive,
                online + other.online,
                settled + other.settled,
                asking + other.asking,
                done + other.done);
    }

    String encode() {
        return new JsonObject()
                .put("alive", alive)
                .put("online", online)
                .put("settled", settled)
                .put("asking", asking)
                .put("done", done)
                .encode();
    }

    static Status decode(String text) {
        JsonObject line = new JsonObject(text);
        return new Status(
                line.getInteger("alive"),
                line.getInteger("online"),
                line.getInteger("settled"),
                line.getInteger("asking"),
                line.getLong("done"));
    }
}
