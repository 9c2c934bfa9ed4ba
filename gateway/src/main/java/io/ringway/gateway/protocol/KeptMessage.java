package io.ringway.gateway.protocol;

/**
 * A message of a group with a history.
 *
 * @param offset its place in the group's order, from 1
 * @param at when it got that place, in milliseconds since 1970
 */
public record KeptMessage(long offset, long at, Sender from, Content content) {}
