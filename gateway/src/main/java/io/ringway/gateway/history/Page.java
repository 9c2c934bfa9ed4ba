package io.ringway.gateway.history;

import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import java.util.List;

/**
 * What was read.
 *
 * @param head the position of the last message there is
 * @param messages in order, without a gap among them
 * @param gapless of {@link Query.Since}: whether nothing is missing between the position asked for and the head
 * @param more of the others: whether there is more in the direction that was asked for
 */
public record Page(Position head, List<KeptMessage> messages, boolean gapless, boolean more) {}
