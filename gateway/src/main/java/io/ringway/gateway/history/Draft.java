package io.ringway.gateway.history;

import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Sender;

/**
 * A message that has no offset yet.
 *
 * @param key the sender's idempotency key; empty where there is none
 */
public record Draft(Sender from, Content content, String key) {}
