package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.session.meetings.Hosts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who waits for a meeting, and is let in or sent away, whoever decides. Whoever waits is alone in a group of its own; to be let in
 * is to be told a token for the meeting. Hub only.
 */
final class WaitingRoom {
    private final Kit kit;
    private final KitTokens tokens;

    WaitingRoom(Kit kit) {
        this.kit = kit;
        this.tokens = new KitTokens(kit);
    }

    /** Those who wait, the newest first. They are found by the names of their groups, however many have been added. */
    Future<List<Participant>> waiting(Tenant tenant, Meeting meeting, int limit) {
        GroupQuery query = new GroupQuery(
                tenant,
                GroupQuery.Key.NAME,
                new GroupQuery.Filter.NamePrefix(meeting.waitingGroups()),
                true,
                limit,
                null);
        var folder = kit.folders().participants(tenant, meeting.id());
        return kit.backend().groups(query).compose(groups -> {
            List<Future<Optional<Participant>>> found = groups.stream()
                    .map(row -> folder.get(MeetingGroups.participant(row.group().name())))
                    .toList();
            return Future.all(found).compose(all -> {
                List<Participant> known = new ArrayList<>();
                found.forEach(one -> one.result().ifPresent(known::add));
                known.sort(Comparator.comparingLong(Participant::created).reversed());
                return present(tenant, meeting, known);
            });
        });
    }

    /** Others may be in these groups whose grants are wide. */
    private Future<List<Participant>> present(Tenant tenant, Meeting meeting, List<Participant> all) {
        List<Future<List<Member>>> asked = all.stream()
                .map(one -> own(new Group(tenant, meeting.waitingGroup(one.id())), one))
                .toList();
        return Future.all(asked).map(done -> {
            List<Participant> present = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                if (!asked.get(i).result().isEmpty()) {
                    present.add(all.get(i));
                }
            }
            return present;
        });
    }

    /** The participant's own connections in a group. */
    private Future<List<Member>> own(Group group, Participant participant) {
        return kit.backend()
                .members(group)
                .map(members -> members.stream()
                        .filter(member -> member.user().id().equals(participant.user()))
                        .toList());
    }

    /** Lets a participant in, or sends it away. Who has a preset that is no more stays where it is. */
    Future<Void> decide(Tenant tenant, Meeting meeting, Participant participant, boolean letIn) {
        return letIn
                ? tokens.preset(tenant, participant.preset())
                        .compose(known -> decided(tenant, meeting, participant, true))
                : decided(tenant, meeting, participant, false);
    }

    private Future<Void> decided(Tenant tenant, Meeting meeting, Participant participant, boolean letIn) {
        return kit.folders()
                .participants(tenant, meeting.id())
                .change(participant.id(), now -> now.accepted(letIn, kit.now()))
                .compose(changed -> changed.filter(one -> !one.isRemoved()).isEmpty()
                        ? Future.succeededFuture()
                        : letIn ? letIn(tenant, meeting, changed.get()) : sendAway(tenant, meeting, changed.get()));
    }

    /** Where another host sends it away meanwhile, the token that it is told is one of those that are revoked. */
    private Future<Void> letIn(Tenant tenant, Meeting meeting, Participant participant) {
        return own(new Group(tenant, meeting.waitingGroup(participant.id())), participant)
                .compose(own -> own.isEmpty()
                        ? Future.succeededFuture()
                        : kit.folders()
                                .participants(tenant, meeting.id())
                                .get(participant.id())
                                .compose(now -> now.filter(Participant::isAccepted)
                                        .map(accepted -> letIn(tenant, meeting, accepted, own))
                                        .orElseGet(Future::succeededFuture)));
    }

    private Future<Void> letIn(Tenant tenant, Meeting meeting, Participant participant, List<Member> own) {
        return tokens.pass(tenant, meeting, participant)
                .compose(pass -> tell(tenant, own, news(meeting, "accepted").put("token", pass.token())));
    }

    private Future<Void> sendAway(Tenant tenant, Meeting meeting, Participant participant) {
        Group room = new Group(tenant, meeting.waitingGroup(participant.id()));
        return own(room, participant)
                .compose(own -> tell(tenant, own, news(meeting, "rejected"))
                        .compose(told -> KitSessions.expel(kit.backend(), room, own, member -> true)))
                .compose(gone -> undo(tenant, meeting, participant));
    }

    /** Who was let in once is let out. Done again each time: the node that did it first may have died over it. */
    private Future<Void> undo(Tenant tenant, Meeting meeting, Participant participant) {
        Optional<String> before = participant.lastTokenId();
        if (before.isEmpty()) {
            return Future.succeededFuture();
        }
        Group group = kit.group(tenant, meeting);
        return own(group, participant)
                .compose(own -> KitSessions.expel(kit.backend(), group, own, member -> true))
                .compose(gone -> tokens.revoke(tenant, before.get()));
    }

    private static JsonObject news(Meeting meeting, String event) {
        return new JsonObject()
                .put("event", event)
                .put("meeting_id", meeting.id())
                .put("group", meeting.group());
    }

    private Future<Void> tell(Tenant tenant, List<Member> members, JsonObject news) {
        Content content =
                Content.json(new JsonObject().put("waiting_room", news).encode());
        UserId system = Hosts.system(tenant);
        return Future.join(members.stream()
                        .map(member -> KitSessions.orNobody(kit.backend()
                                .send(member.cid(), system, content)
                                .mapEmpty()))
                        .toList())
                .mapEmpty();
    }
}
