package io.ringway.gateway.rooms;

import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.config.RoomsConfig;
import java.util.List;

/** Which groups have a bounded number of members. Immutable. */
public final class RoomLimits {
    private static final String NO_USER = "{user}";

    private final List<GroupPattern> rooms;
    private final int maxPeers;

    private RoomLimits(List<GroupPattern> rooms, int maxPeers) {
        this.rooms = rooms;
        this.maxPeers = maxPeers;
    }

    public static RoomLimits of(RoomsConfig config) {
        return new RoomLimits(
                config.groups().stream()
                        .map(pattern -> GroupPattern.of(pattern, NO_USER))
                        .toList(),
                config.maxPeers());
    }

    /** Whether a group of this name is a room, in every tenant. */
    public boolean isRoom(String group) {
        return rooms.stream().anyMatch(pattern -> pattern.matches(group));
    }

    /** How many members a room holds. */
    public int maxPeers() {
        return maxPeers;
    }
}
