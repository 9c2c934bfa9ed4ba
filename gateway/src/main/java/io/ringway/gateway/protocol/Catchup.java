package io.ringway.gateway.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a join of a group with a history says of it.
 *
 * @param position what comes from now on is behind it
 * @param recovered whether the messages are all that was missed; null where nothing was asked for
 */
public record Catchup(Position position, @Nullable Boolean recovered, List<KeptMessage> messages) {}
