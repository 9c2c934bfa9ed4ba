package io.ringway.gateway.http.admin;

import io.ringway.cluster.GroupCount;
import io.ringway.cluster.Member;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KnownUser;
import io.ringway.gateway.protocol.NodeReport;
import io.ringway.gateway.protocol.SessionLine;
import io.ringway.gateway.protocol.Sighting;
import io.ringway.gateway.protocol.UserReport;
import io.ringway.gateway.protocol.VirtualSighting;
import io.ringway.gateway.session.operators.UserSeen;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers of {@link AdminRoutes} as the page reads them. */
final class AdminAnswers {
    private AdminAnswers() {}

    static JsonObject nodes(List<NodeReport> reports) {
        return new JsonObject().put("at", System.currentTimeMillis()).put("nodes", array(reports, AdminAnswers::node));
    }

    private static JsonObject node(NodeReport report) {
        JsonObject node = new JsonObject().put("node", report.node().toString());
        report.figures().forEach((figure, value) -> node.put(figure.code(), value));
        return node;
    }

    static JsonObject groups(List<GroupCount> groups) {
        return new JsonObject()
                .put(
                        "groups",
                        array(
                                groups,
                                group -> new JsonObject()
                                        .put("group", group.group().name())
                                        .put("members", group.members())));
    }

    static JsonObject members(List<Member> members) {
        return new JsonObject()
                .put(
                        "members",
                        array(
                                members,
                                member -> new JsonObject()
                                        .put("user", member.user().id())
                                        .put("cid", member.cid().toString())));
    }

    /**
     * @param here the ids of all who are connected or in a group without a connection, in their order
     * @param away none of them
     */
    static JsonObject users(List<String> here, Set<String> connected, List<KnownUser> away) {
        return new JsonObject()
                .put("users", ids(here, connected::contains))
                .put("virtual", ids(here, id -> !connected.contains(id)))
                .put(
                        "away",
                        array(
                                away,
                                user -> new JsonObject().put("user", user.id()).put("at", user.at())));
    }

    private static JsonArray ids(List<String> all, Predicate<String> which) {
        return new JsonArray(all.stream().filter(which).toList());
    }

    /** @param calls null where they cannot be read */
    static JsonObject user(UserSeen seen, Event.@Nullable CallPage calls) {
        UserReport report = seen.report();
        return new JsonObject()
                .put("silent", seen.silent())
                .put("sessions", array(report.sessions(), AdminAnswers::session))
                .put("virtual", array(seen.virtual(), AdminAnswers::virtual))
                .put("lines", array(report.lines(), AdminAnswers::line))
                .put("calls", calls == null ? null : array(calls.calls(), AdminAnswers::call));
    }

    private static JsonObject session(Sighting session) {
        return new JsonObject()
                .put("cid", session.cid().toString())
                .put("node", session.node().toString())
                .put("dialect", session.dialect())
                .put("parked", session.parked())
                .put("address", session.address())
                .put("groups", new JsonArray(session.groups()));
    }

    private static JsonObject virtual(VirtualSighting member) {
        return new JsonObject()
                .put("cid", member.cid().toString())
                .put("node", member.node().toString())
                .put("groups", array(member.stays(), AdminAnswers::stay))
                .put("more", Math.max(0, member.groups() - member.stays().size()));
    }

    private static JsonObject stay(VirtualSighting.Stay stay) {
        return new JsonObject()
                .put("group", stay.group())
                .put("since", stay.since())
                .put("ttl_ms", stay.ttlMillis())
                .put("left_ms", stay.leftMillis());
    }

    private static JsonObject line(SessionLine line) {
        return new JsonObject()
                .put("at", line.at())
                .put("node", line.node().toString())
                .put("cid", line.cid().toString())
                .put("what", line.what().code());
    }

    private static JsonObject call(Event.CallRow row) {
        CallRecord record = row.record();
        return new JsonObject()
                .put("call", record.call().toString())
                .put("outgoing", row.outgoing())
                .put("missed", row.missed())
                .put("other", row.outgoing() ? record.callee() : record.caller())
                .put("at", record.began())
                .put("duration_ms", record.durationMillis())
                .put("reason", record.reason().name().toLowerCase(Locale.ROOT));
    }

    static JsonObject lines(List<CallLine> lines) {
        return new JsonObject()
                .put(
                        "lines",
                        array(
                                lines,
                                line -> new JsonObject()
                                        .put("at", line.at())
                                        .put("what", line.what().code())
                                        .put("user", line.user())
                                        .put("text", line.text())));
    }

    private static <T> JsonArray array(List<T> items, Function<T, JsonObject> write) {
        JsonArray array = new JsonArray();
        items.forEach(item -> array.add(write.apply(item)));
        return array;
    }
}
