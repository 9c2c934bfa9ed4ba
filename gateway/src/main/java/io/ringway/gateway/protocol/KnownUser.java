package io.ringway.gateway.protocol;

/**
 * A user of whom something is remembered, whether connected or not.
 *
 * @param at when something happened to the user last, in milliseconds since 1970
 */
public record KnownUser(String id, long at) {}
