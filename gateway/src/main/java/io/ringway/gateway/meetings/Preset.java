package io.ringway.gateway.meetings;

import io.ringway.cluster.shelves.Paper;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.GroupPattern;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.config.PresetConfig;
import io.ringway.gateway.config.PresetConfig.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What participants may do who are given it.
 *
 * @param name unique in its tenant, upper and lower case apart; stays as it is
 * @param grants the {@code ringway} claim of their tokens as JSON, with {@link #MEETING} for the meeting's group
 * @param permissions what was said of them as JSON, whole: the app may know more of them than is gone by here
 * @param waiting whether they wait until they are let in
 * @param isConfigured whether it stands in the configuration, where the API cannot change it
 */
public record Preset(
        String name,
        String grants,
        String permissions,
        Waiting waiting,
        long created,
        long updated,
        boolean isConfigured)
        implements Filed {
    /** Where nothing was said. */
    public static final String NO_PERMISSIONS = "{}";

    /** What stands for the meeting's group in the patterns of groups. */
    public static final String MEETING = "{meeting}";

    private static final String GROUPS = "groups";

    /** No user's id, and in no group's name. */
    private static final String NOBODY = "\n";

    /** @throws IllegalArgumentException where these are no grants */
    public Preset {
        Grants.ofClaim(claim(grants, MeetingGroups.SAMPLE), "user");
    }

    /** The one that the configuration has. */
    public static Preset of(PresetConfig config) {
        JsonObject groups = new JsonObject();
        config.groups().forEach((pattern, actions) -> groups.put(pattern, new JsonArray(actions)));
        String grants = new JsonObject()
                .put(GROUPS, groups)
                .put("actions", new JsonArray(config.actions()))
                .encode();
        return new Preset(config.name(), grants, NO_PERMISSIONS, config.waitingRoom(), 0, 0, true);
    }

    /** What was written as {@link #json}. */
    static Preset of(JsonObject json) {
        return new Preset(
                json.getString("name"),
                json.getString("grants"),
                json.getString("permissions", NO_PERMISSIONS),
                Waiting.valueOf(json.getString("waiting")),
                json.getLong("created"),
                json.getLong("updated"),
                false);
    }

    /** Whether grants allow nothing but what is about the meeting's group, and groups whose names begin as its does. */
    public static boolean staysInMeeting(JsonObject grants) {
        boolean hasOtherGroup = grants.getValue(GROUPS) instanceof JsonObject groups
                && groups.fieldNames().stream().anyMatch(pattern -> !pattern.startsWith(MEETING));
        boolean hasActions = grants.getValue("actions") instanceof JsonArray actions && !actions.isEmpty();
        return !hasOtherGroup && !hasActions;
    }

    /** Whether a pattern of a preset's grants matches the group of some meeting that the preset may be for. */
    public static boolean reachesMeeting(String pattern) {
        return MeetingGroups.areMatched(GroupPattern.of(pattern.replace(MEETING, MeetingGroups.SAMPLE), NOBODY));
    }

    /** The id of whatever preset has this name. */
    public static String idOf(String name) {
        return UUID.nameUUIDFromBytes(("preset\n" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public String id() {
        return idOf(name);
    }

    @Override
    public long until() {
        return Paper.FOR_GOOD;
    }

    /** The same with other permissions. */
    public Preset with(String newGrants, String newPermissions, Waiting newWaiting, long now) {
        return new Preset(name, newGrants, newPermissions, newWaiting, created, now, isConfigured);
    }

    /** Whether it says something of a meeting's group, so that a token with it is for one meeting. */
    public boolean isForMeeting() {
        return grants.contains(MEETING);
    }

    /** The claim for a token of this meeting. */
    public String claimFor(Meeting meeting) {
        return claim(grants, meeting.group());
    }

    /**
     * With what wide patterns allow in the meeting said by its name: no star reaches it ({@link MeetingGroups}). It is named also where
     * nothing is allowed in it: tokens that are made of this one are known thereby as the participant's, and end as the meeting does.
     */
    private static String claim(String grants, String group) {
        // A meeting's group has nothing in its name that JSON writes otherwise.
        String claim = grants.replace(MEETING, group);
        JsonObject json = new JsonObject(claim);
        Set<Object> allowed = new LinkedHashSet<>();
        if (!json.containsKey(GROUPS)) {
            json.put(GROUPS, new JsonObject());
        }
        if (json.getValue(GROUPS) instanceof JsonObject groups) {
            groups.forEach(rule -> {
                if (GroupPattern.of(rule.getKey(), NOBODY).matches(group) && rule.getValue() instanceof JsonArray all) {
                    all.forEach(allowed::add);
                }
            });
            groups.put(group, new JsonArray(List.copyOf(allowed)));
        }
        return json.encode();
    }

    /** Whether who has it may let in who waits. */
    public boolean admits() {
        return Grants.ofClaim(claim(grants, MeetingGroups.SAMPLE), "user").allows(Action.ADMIT, MeetingGroups.SAMPLE);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("name", name)
                .put("grants", grants)
                .put("permissions", permissions)
                .put("waiting", waiting.name())
                .put("created", created)
                .put("updated", updated);
    }
}
