package io.ringway.gateway.session.messages;

/**
 * Whom a message reached.
 *
 * @param connections that it was handed to
 * @param pushed subscriptions that a notification of it was handed over for
 */
public record Reached(int connections, int pushed) {}
