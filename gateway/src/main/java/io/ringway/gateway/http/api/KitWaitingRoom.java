package io.ringway.gateway.http.api;

import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.http.api.Operation.Reply;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The waiting room as backends see it. Stateless; any event loop. */
final class KitWaitingRoom {
    private final Kit kit;
    private final WaitingRoom room;

    KitWaitingRoom(Kit kit) {
        this.kit = kit;
        this.room = new WaitingRoom(kit);
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitListWaiting", kit.operation(this::list));
        operations.put("kitAcceptWaiting", kit.operation(call -> decide(call, true)));
        operations.put("kitRejectWaiting", kit.operation(call -> decide(call, false)));
    }

    private Future<Reply> list(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> Kit.page(
                        call,
                        Kit.Source.of(room.waiting(call.tenant(), meeting, GroupQuery.MAX_LIMIT)),
                        KitParticipants::json));
    }

    private Future<Reply> decide(ApiCall call, boolean letIn) {
        return kit.meeting(call).compose(meeting -> {
            KitTokens.requireActive(meeting);
            return KitParticipants.named(kit, call, meeting)
                    .compose(named -> Future.join(named.stream()
                                    .map(one -> room.decide(call.tenant(), meeting, one, letIn))
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
}
