package io.ringway.gateway.http.api;

import io.ringway.gateway.meetings.Preset;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What permissions, in the words of RealtimeKit's API, are as grants. Any thread. */
final class PresetPermissions {
    /** Whether who has it lets in who waits. */
    static final String ACCEPTS = "accept_waiting_requests";

    private static final String ADMIT = "admit";
    private static final String PUBLISH = "publish";
    private static final String SEND = "send";
    private static final String ANY = "*";
    private static final String ACTIONS = "actions";
    private static final String GROUPS = "groups";

    private PresetPermissions() {}

    /** To whom is chatted, and whether one may of whom nothing is said. */
    private enum Chat {
        PUBLIC(true),
        PRIVATE(false);

        private final boolean unlessSaid;

        Chat(boolean unlessSaid) {
            this.unlessSaid = unlessSaid;
        }

        private JsonObject rights(JsonObject permissions) {
            JsonObject chat = permissions.getJsonObject("chat");
            JsonObject rights = chat == null ? null : chat.getJsonObject(this == PUBLIC ? "public" : "private");
            return rights == null ? new JsonObject() : rights;
        }

        /** What is sent here is text, whatever else it is: who may send none may send nothing. */
        private boolean isAllowed(JsonObject permissions) {
            JsonObject rights = rights(permissions);
            return said(rights, "can_send", unlessSaid) && said(rights, "text", true);
        }

        /** Whether a change says something of it; all else stays as the grants have it. */
        private Optional<Boolean> changed(JsonObject change, JsonObject before, JsonObject after) {
            JsonObject rights = rights(change);
            boolean isSaid = rights.getBoolean("can_send") != null
                    || (rights.getBoolean("text") != null
                            && (!rights.getBoolean("text") || isAllowed(before) != isAllowed(after)));
            return isSaid ? Optional.of(isAllowed(after)) : Optional.empty();
        }
    }

    private static boolean said(JsonObject rights, String name, boolean absent) {
        Boolean said = rights.getBoolean(name);
        return said == null ? absent : said;
    }

    /** Whether who has them may send to users of the app. */
    static boolean sends(JsonObject grants) {
        JsonArray actions = actions(grants);
        return actions.contains(SEND) || actions.contains(ANY);
    }

    private static JsonArray actions(JsonObject grants) {
        return or(grants.getJsonArray(ACTIONS), new JsonArray());
    }

    private static <T> T or(@Nullable T there, T absent) {
        return there == null ? absent : there;
    }

    /** What is not said of chat is allowed in the meeting, and not beside it. */
    static JsonObject grants(JsonObject permissions) {
        JsonArray inMeeting = new JsonArray().add("join");
        if (Chat.PUBLIC.isAllowed(permissions)) {
            inMeeting.add(PUBLISH);
        }
        if (said(permissions, ACCEPTS, false)) {
            inMeeting.add(ADMIT);
        }
        JsonArray actions = new JsonArray();
        if (Chat.PRIVATE.isAllowed(permissions)) {
            actions.add(SEND);
        }
        return new JsonObject()
                .put(GROUPS, new JsonObject().put(Preset.MEETING, inMeeting))
                .put(ACTIONS, actions);
    }

    /**
     * What a change of permissions says, in grants that otherwise stay as they are. Refused where they would have to say less of groups
     * beside the meeting.
     *
     * @param before all permissions, without the change
     * @param after all permissions, with it
     */
    static JsonObject amended(JsonObject old, JsonObject change, JsonObject before, JsonObject after) {
        JsonObject grants = old.copy();
        // A star does not mean it.
        Optional.ofNullable(change.getBoolean(ACCEPTS)).ifPresent(may -> inMeeting(grants, ADMIT, may, null));
        Chat.PUBLIC
                .changed(change, before, after)
                .ifPresent(may -> inMeeting(grants, PUBLISH, may, List.of("join", "members")));
        Chat.PRIVATE
                .changed(change, before, after)
                .ifPresent(may -> grants.put(ACTIONS, with(actions(grants), SEND, may, List.of("list", "call"))));
        return grants;
    }

    /** What several patterns allow in the meeting adds up: it is taken out of each. */
    private static void inMeeting(JsonObject grants, String action, boolean may, @Nullable List<String> others) {
        JsonObject groups = or(grants.getJsonObject(GROUPS), new JsonObject());
        grants.put(GROUPS, groups);
        if (may) {
            groups.put(
                    Preset.MEETING,
                    with(or(groups.getJsonArray(Preset.MEETING), new JsonArray()), action, true, others));
            return;
        }
        for (String pattern : List.copyOf(groups.fieldNames())) {
            JsonArray actions = groups.getJsonArray(pattern);
            if (Preset.reachesMeeting(pattern) && means(actions, action, others)) {
                if (!pattern.startsWith(Preset.MEETING)) {
                    throw ApiCall.bad("`" + action + "` is granted by the pattern `" + pattern
                            + "`, which reaches beyond the meeting: say `grants` without it");
                }
                groups.put(pattern, with(actions, action, false, others));
            }
        }
    }

    private static boolean means(JsonArray actions, String action, @Nullable List<String> others) {
        return actions.contains(action) || (others != null && actions.contains(ANY));
    }

    /** @param others what else a star means; null where it does not mean the action */
    private static JsonArray with(JsonArray actions, String action, boolean may, @Nullable List<String> others) {
        Set<Object> all = new LinkedHashSet<>();
        actions.forEach(all::add);
        if (may && !means(actions, action, others)) {
            all.add(action);
        } else if (!may) {
            all.remove(action);
            if (others != null && all.remove(ANY)) {
                all.addAll(others);
            }
        }
        return new JsonArray(List.copyOf(all));
    }
}
