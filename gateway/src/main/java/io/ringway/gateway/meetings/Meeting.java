package io.ringway.gateway.meetings;

import io.ringway.gateway.auth.MeetingGroups;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A meeting.
 *
 * @param id a UUID
 * @param isActive whether participants get in
 * @param maxParticipants how many may be in it at once
 * @param waitingRoom whether participants wait until they are let in, whose presets leave it to the meeting
 * @param until when it is over, in milliseconds since 1970; stays as it is
 */
public record Meeting(
        String id,
        String title,
        boolean isActive,
        int maxParticipants,
        boolean waitingRoom,
        long until,
        long created,
        long updated)
        implements Filed {
    private static final String PREFIX = MeetingGroups.MEETINGS;

    static Meeting of(JsonObject json) {
        return new Meeting(
                json.getString("id"),
                json.getString("title"),
                json.getBoolean("active"),
                json.getInteger("max"),
                json.getBoolean("waiting"),
                json.getLong("until"),
                json.getLong("created"),
                json.getLong("updated"));
    }

    /** The group in which it happens. */
    public String group() {
        return PREFIX + id;
    }

    /** What the groups begin with in which this meeting's participants wait, each in one of its own. */
    public String waitingGroups() {
        return group() + MeetingGroups.WAITING;
    }

    /** The group in which a participant waits: alone, so that those who wait do not see each other. */
    public String waitingGroup(String participant) {
        return waitingGroups() + participant;
    }

    /** Who waits in a group of this meeting. */
    public Optional<String> whoWaitsIn(String group) {
        return group.startsWith(waitingGroups())
                ? Optional.of(group.substring(waitingGroups().length()))
                : Optional.empty();
    }

    /** Whether a participant has to wait until let in. */
    public boolean letsWait(Preset preset, Participant participant) {
        return switch (preset.waiting()) {
            case SKIP -> false;
            case WAIT -> !participant.isAccepted();
            case MEETING -> waitingRoom && !participant.isAccepted();
        };
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("title", title)
                .put("active", isActive)
                .put("max", maxParticipants)
                .put("waiting", waitingRoom)
                .put("until", until)
                .put("created", created)
                .put("updated", updated);
    }
}
