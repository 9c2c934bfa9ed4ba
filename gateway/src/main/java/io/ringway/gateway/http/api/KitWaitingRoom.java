package io.ringway.gateway.http.api;

import io.ringway.cluster.Group;
import io.ringway.cluster.GroupQuery;
import io.ringway.cluster.Member;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.protocol.Content;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who waits for a meeting, and is let in or sent away. Whoever waits is alone in a group of its own; to be let in is to be
 * told a token for the meeting. Stateless; any event loop.
 */
final class KitWaitingRoom {
    private static final String SYSTEM = "system";

    private final Kit kit;
    private final KitTokens tokens;

    KitWaitingRoom(Kit kit) {
        this.kit = kit;
        this.tokens = new KitTokens(kit);
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitListWaiting", kit.operation(this::list));
        operations.put("kitAcceptWaiting", kit.operation(call -> decide(call, true)));
        operations.put("kitRejectWaiting", kit.operation(call -> decide(call, false)));
    }

    private Future<Reply> list(ApiCall call) {
        return kit.meeting(call).compose(meeting -> {
            GroupQuery query = new GroupQuery(
                    call.tenant(),
                    GroupQuery.Key.NAME,
                    new GroupQuery.Filter.NamePrefix(meeting.waitingGroups()),
                    true,
                    GroupQuery.MAX_LIMIT,
                    null);
            return kit.backend().groups(query).compose(groups -> {
                Set<String> waiting = groups.stream()
                        .flatMap(row -> meeting.whoWaitsIn(row.group().name()).stream())
                        .collect(Collectors.toSet());
                return Kit.page(
                        call,
                        Kit.Source.of(known(call, meeting, waiting).compose(all -> present(call, meeting, all))),
                        KitParticipants::json);
            });
        });
    }

    /** Others may be in these groups whose grants are wide. */
    private Future<List<Participant>> present(ApiCall call, Meeting meeting, List<Participant> all) {
        List<Future<List<Member>>> asked = all.stream()
                .map(one -> own(new Group(call.tenant(), meeting.waitingGroup(one.id())), one))
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

    private Future<List<Participant>> known(ApiCall call, Meeting meeting, Set<String> waiting) {
        return kit.folders()
                .participants(call.tenant(), meeting.id())
                .all()
                .map(all -> all.stream()
                        .filter(participant -> waiting.contains(participant.id()))
                        .toList());
    }

    private Future<Reply> decide(ApiCall call, boolean letIn) {
        return kit.meeting(call).compose(meeting -> {
            KitTokens.requireActive(meeting);
            return KitParticipants.named(kit, call, meeting)
                    .compose(named -> Future.join(named.stream()
                                    .map(one -> decide(call.tenant(), meeting, one, letIn))
                                    .toList())
                            .map(done -> {
                                JsonArray decided = new JsonArray();
                                named.forEach(one -> decided.add(KitParticipants.json(one)));
                                return Kit.ok(new JsonObject()
                                        .put("action", letIn ? "accept" : "reject")
                                        .put("participants", decided));
                            }));
        });
    }

    private Future<Void> decide(Tenant tenant, Meeting meeting, Participant participant, boolean letIn) {
        return kit.folders()
                .participants(tenant, meeting.id())
                .change(participant.id(), now -> now.accepted(letIn, kit.now()))
                .compose(changed -> changed.isEmpty()
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
        UserId system = new UserId(tenant, SYSTEM);
        return Future.join(members.stream()
                        .map(member -> KitSessions.orNobody(kit.backend()
                                .send(member.cid(), system, content)
                                .mapEmpty()))
                        .toList())
                .mapEmpty();
    }
}
