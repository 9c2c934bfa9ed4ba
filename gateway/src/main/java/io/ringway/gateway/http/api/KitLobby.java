package io.ringway.gateway.http.api;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.session.GroupRefusal;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.meetings.Hosts;
import io.ringway.gateway.session.meetings.Lobby;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meetings for those who are in them and may let others in. Hub only. What cannot be read at the moment is not told: who comes
 * later is told of all who wait.
 */
final class KitLobby implements Lobby {
    private static final Logger LOG = LoggerFactory.getLogger(KitLobby.class);

    /** So many who wait a host is told of when it comes. */
    private static final int TOLD = 100;

    private final Kit kit;
    private final WaitingRoom room;
    private final Backend backend;

    KitLobby(Kit kit) {
        this.kit = kit;
        this.room = new WaitingRoom(kit);
        this.backend = kit.backend();
    }

    @Override
    public void came(Group waiting, UserId user) {
        withParticipant(waiting, (meeting, participant) -> {
            // Whoever else was given a token for this group does not wait here.
            if (participant.user().equals(user.id())) {
                tellHosts(waiting.tenant(), meeting, participant, "waiting");
            }
        });
    }

    @Override
    public void left(Group waiting) {
        withParticipant(
                waiting,
                (meeting, participant) -> backend.members(waiting)
                        .onSuccess(members -> {
                            if (members.stream()
                                    .map(Member::user)
                                    .map(UserId::id)
                                    .noneMatch(participant.user()::equals)) {
                                tellHosts(waiting.tenant(), meeting, participant, "left");
                            }
                        })
                        .onFailure(KitLobby::untold));
    }

    private void tellHosts(Tenant tenant, Meeting meeting, Participant participant, String event) {
        backend.hosts().tell(kit.group(tenant, meeting), news(meeting, participant, event));
    }

    private void withParticipant(Group waiting, BiConsumer<Meeting, Participant> work) {
        Tenant tenant = waiting.tenant();
        find(tenant, MeetingGroups.meeting(waiting.name()))
                .compose(meeting -> participant(tenant, meeting, MeetingGroups.participant(waiting.name()))
                        .onSuccess(participant -> work.accept(meeting, participant)))
                .onFailure(KitLobby::untold);
    }

    @Override
    public void hostCame(Group meetingGroup, Cid host) {
        Tenant tenant = meetingGroup.tenant();
        find(tenant, meetingGroup.name())
                .compose(meeting -> room.waiting(tenant, meeting, TOLD)
                        .onSuccess(all -> all.forEach(one -> {
                            var unused = backend.send(host, Hosts.system(tenant), news(meeting, one, "waiting"));
                        })))
                .onFailure(KitLobby::untold);
    }

    @Override
    public Future<Void> decide(Group meetingGroup, String id, boolean accept) {
        Tenant tenant = meetingGroup.tenant();
        return find(tenant, meetingGroup.name())
                .compose(meeting -> {
                    KitTokens.requireActive(meeting);
                    return participant(tenant, meeting, id)
                            .compose(participant -> room.decide(tenant, meeting, participant, accept));
                })
                .recover(KitLobby::refusal);
    }

    private static <T> Future<T> refusal(Throwable failure) {
        ApiError error = ApiError.of(failure);
        return Future.failedFuture(new GroupRefusal(error.errorCode(), String.valueOf(error.getMessage())));
    }

    private Future<Meeting> find(Tenant tenant, String group) {
        return kit.folders()
                .meetings(tenant)
                .get(group.substring(MeetingGroups.MEETINGS.length()))
                .map(found -> found.orElseThrow(() -> Kit.notFound("meeting")));
    }

    private Future<Participant> participant(Tenant tenant, Meeting meeting, String id) {
        Future<Optional<Participant>> found =
                kit.folders().participants(tenant, meeting.id()).get(id);
        return found.map(one -> one.orElseThrow(() -> Kit.notFound("participant")));
    }

    private static Content news(Meeting meeting, Participant participant, String event) {
        JsonObject news = new JsonObject()
                .put("event", event)
                .put("meeting_id", meeting.id())
                .put("group", meeting.group())
                .put("participant_id", participant.id())
                .put("custom_participant_id", participant.user())
                .put("name", participant.name())
                .put("picture", participant.picture());
        return Content.json(new JsonObject().put("waiting_room", news).encode());
    }

    private static void untold(Throwable failure) {
        LOG.debug("Hosts were not told of who waits: {}", failure.getMessage());
    }
}
