package io.ringway.cluster.outbox;

/**
 * Somebody in a line: a member of a group, or a call.
 *
 * @param key tells seats of a line apart
 * @param since milliseconds since 1970
 * @param body what is told of it, a JSON object, opaque here but for {@link Step.Amend}
 */
public record Seat(String key, long since, String body) {}
