package io.ringway.gateway.protocol;

import java.util.List;

/**
 * What one node knows of a user.
 *
 * @param sessions those it has now
 * @param lines what happened to those it had, the oldest first
 */
public record UserReport(List<Sighting> sessions, List<SessionLine> lines) {
    public UserReport {
        sessions = List.copyOf(sessions);
        lines = List.copyOf(lines);
    }
}
