package io.ringway.gateway.webhooks;

/**
 * An event as it is sent.
 *
 * @param id the same each time that the event is sent, to whomever
 * @param body JSON
 */
public record Delivery(String id, EventType type, String body) {}
