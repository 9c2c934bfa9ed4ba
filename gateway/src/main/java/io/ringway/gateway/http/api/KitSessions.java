package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.MeetingSession;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.session.NotFound;
import io.ringway.gateway.session.backend.Backend;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who is in a meeting now, and who is not to be. Stateless; any event loop. */
final class KitSessions {
    private final Kit kit;

    KitSessions(Kit kit) {
        this.kit = kit;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitGetActiveSession", kit.operation(this::show));
        operations.put("kitKick", kit.operation(this::kick));
        operations.put("kitKickAll", kit.operation(this::kickAll));
    }

    /** Who is there; fails where nobody is. */
    private Future<List<Member>> live(ApiCall call, Meeting meeting) {
        return kit.backend().members(kit.group(call.tenant(), meeting)).map(members -> {
            if (members.isEmpty()) {
                throw new ApiError(ErrorCode.NOT_FOUND, "nobody is in this meeting");
            }
            return members;
        });
    }

    private Future<Reply> show(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> live(call, meeting)
                        .compose(members -> kit.folders()
                                .places(call.tenant())
                                .get(meeting.id())
                                .compose(place -> session(call, place)
                                        .map(session -> Kit.ok(json(call, meeting, place, session)
                                                .put("live_participants", members.size()))))));
    }

    private Future<Optional<MeetingSession>> session(ApiCall call, Optional<Folders.Place> place) {
        return place.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : kit.folders().sessions(call.tenant()).get(place.get().session());
    }

    /** Who has just come is in a session that may not be written yet; the times are those of the meeting then. */
    private static JsonObject json(
            ApiCall call, Meeting meeting, Optional<Folders.Place> place, Optional<MeetingSession> session) {
        return new JsonObject()
                .put("id", place.map(Folders.Place::session).orElse(meeting.id()))
                .put("associated_id", meeting.id())
                .put("organization_id", call.tenant().name())
                .put("meeting_display_name", meeting.title())
                .put("type", "meeting")
                .put("status", "LIVE")
                .put(
                        "created_at",
                        KitText.time(session.map(MeetingSession::started).orElse(meeting.created())))
                .put(
                        "updated_at",
                        KitText.time(session.map(MeetingSession::seen).orElse(meeting.updated())));
    }

    private Future<Reply> kick(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> KitParticipants.named(kit, call, meeting)
                        .compose(named -> live(call, meeting).compose(members -> kick(call, meeting, members, named))));
    }

    private Future<Reply> kick(ApiCall call, Meeting meeting, List<Member> members, List<Participant> named) {
        Set<String> here = new HashSet<>();
        members.forEach(member -> here.add(member.user().id()));
        Set<String> users = new HashSet<>();
        JsonArray kicked = new JsonArray();
        for (Participant participant : named) {
            if (here.contains(participant.user())) {
                users.add(participant.user());
                kicked.add(KitParticipants.json(participant));
            }
        }
        Group group = kit.group(call.tenant(), meeting);
        return expel(
                        kit.backend(),
                        group,
                        members,
                        member -> users.contains(member.user().id()))
                .map(done -> Kit.ok(new JsonObject().put("action", "kick").put("participants", kicked)));
    }

    private Future<Reply> kickAll(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> live(call, meeting)
                        .compose(members -> expel(
                                        kit.backend(), kit.group(call.tenant(), meeting), members, member -> true)
                                .map(done -> Kit.ok(new JsonObject()
                                        .put("action", "kick")
                                        .put("kicked_participants_count", members.size())))));
    }

    /** Ends the connections of some members. Who is gone already is no failure. */
    static Future<Void> expel(Backend backend, Group group, List<Member> members, Predicate<Member> who) {
        List<Future<Void>> gone = members.stream()
                .filter(who)
                .map(member -> expel(backend, group, member))
                .toList();
        return Future.join(gone).mapEmpty();
    }

    private static Future<Void> expel(Backend backend, Group group, Member member) {
        return orNobody(backend.disconnect(group.tenant(), member.cid())
                // A member without a connection may have lost its node.
                .recover(failure -> failure instanceof NotFound
                        ? backend.leave(group, member.user(), member.cid()).mapEmpty()
                        : Future.failedFuture(failure)));
    }

    /** What was to be done to somebody who is gone. */
    static Future<Void> orNobody(Future<Void> done) {
        return done.recover(
                failure -> failure instanceof NotFound ? Future.succeededFuture() : Future.failedFuture(failure));
    }
}
