package io.ringway.gateway.session.operators;

import io.ringway.gateway.protocol.UserReport;

/**
 * A user, as the nodes that answer see it.
 *
 * @param silent how many nodes do not answer, where it may be too
 */
public record UserSeen(UserReport report, int silent) {}
