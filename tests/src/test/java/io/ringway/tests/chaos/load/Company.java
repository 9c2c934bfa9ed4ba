package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.log.Entry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a user is told of who is in its groups, written down with the versions that it has. What a node says to which the session
 * has moved is told apart from what the one before had said, which may come after the welcome. Belongs to its {@link User}.
 */
final class Company {
    private final String id;
    private final Surroundings around;
    private final Known known = new Known();

    Company(String id, Surroundings around) {
        this.id = id;
        this.around = around;
    }

    /** The request to join is sent. */
    void asks(long at, String cid, String group) {
        around.write(new Entry.Asked(at, id, cid, group));
    }

    /**
     * A join was answered.
     *
     * @return whether that is of a node that the session has left, so that its roster has to be asked for
     */
    boolean joined(long at, String cid, long request, JsonObject result) {
        String group = result.getString("group");
        boolean isOld = known.isOld(request);
        boolean isShown = !isOld && !isPartial(result);
        around.write(new Entry.Joined(
                at,
                id,
                cid,
                group,
                result.getBoolean("complete", true),
                isShown ? version(result) : Entry.NO_VERSION,
                isShown ? cids(result) : List.of()));
        if (isOld) {
            known.unseen(group);
        } else {
            known.joined(group, cids(result));
            size(at, result);
        }
        return isOld;
    }

    /** Who is in a group was asked, and answered. */
    void listed(long at, long request, JsonObject result) {
        String group = result.getString("group");
        boolean isOld = known.isOld(request);
        if (isPartial(result)) {
            if (!isOld) {
                size(at, result);
            }
            return;
        }
        List<String> cids = cids(result);
        if (result.getBoolean("complete", false)) {
            known.seen(request, group, cids)
                    .forEach(gone -> around.write(new Entry.Noticed(at, id, group, Entry.Noticed.NOT_FOUND, gone)));
        }
        around.write(new Entry.Roster(at, id, group, cids, isOld ? Entry.NO_VERSION : version(result)));
    }

    private static boolean isPartial(JsonObject result) {
        return result.getBoolean("partial", false);
    }

    private static long version(JsonObject frame) {
        return frame.getLong("version", Entry.NO_VERSION);
    }

    private void size(long at, JsonObject frame) {
        if (isPartial(frame)) {
            around.write(new Entry.Sized(at, id, frame.getString("group"), version(frame), true));
        }
    }

    /** A single change. */
    void noticed(long at, JsonObject frame) {
        known.notice(frame.getString("group"), frame);
        around.write(new Entry.Noticed(
                at, id, frame.getString("group"), frame.getString("code"), frame.getString("cid"), version(frame)));
    }

    /** Many changes. */
    void stepped(long at, JsonObject frame) {
        String group = frame.getString("group");
        JsonArray steps = frame.getJsonArray("steps");
        steps.forEach(step -> known.notice(group, (JsonObject) step));
        around.write(new Entry.Steps(
                at,
                id,
                group,
                frame.getLong("since"),
                version(frame),
                cids(steps, "USER_JOINED"),
                Stream.of("USER_LEFT", "USER_DISCONNECTED")
                        .flatMap(code -> cids(steps, code).stream())
                        .toList()));
    }

    /**
     * How many there are.
     *
     * @return whether who they are has to be asked for
     */
    boolean sized(long at, JsonObject frame) {
        boolean isBack = !isPartial(frame);
        around.write(new Entry.Sized(at, id, frame.getString("group"), version(frame), !isBack));
        return isBack;
    }

    /** @param request answers to requests with lower numbers may be of before */
    void moved(Collection<String> joined, long request) {
        known.moved(joined, request);
    }

    private static List<String> cids(JsonObject result) {
        return cids(result.getJsonArray("members").stream());
    }

    private static List<String> cids(JsonArray steps, String code) {
        return cids(steps.stream().filter(step -> code.equals(((JsonObject) step).getString("code"))));
    }

    private static List<String> cids(Stream<Object> members) {
        return members.map(member -> ((JsonObject) member).getString("cid")).toList();
    }
}
