package io.ringway.gateway.http.api;

import io.ringway.cluster.GroupQuery;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Participant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
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
            return KitParticipants.named(kit, call, meeting).compose(all -> {
                List<Participant> named =
                        all.stream().filter(one -> !one.isRemoved()).toList();
                List<Future<Void>> asked = named.stream()
                        .map(one -> room.decide(call.tenant(), meeting, one, letIn))
                        .toList();
                return Future.join(asked).transform(done -> told(letIn, named, asked));
            });
        });
    }

    /**
     * Who of them was let in, or sent away, and why others were not. Where something did not answer, all of it may be asked for again,
     * and where nothing was done, the first reason is the answer.
     */
    private static Future<Reply> told(boolean letIn, List<Participant> named, List<Future<Void>> asked) {
        JsonArray decided = new JsonArray();
        JsonArray refused = new JsonArray();
        ApiError first = null;
        for (int i = 0; i < named.size(); i++) {
            if (asked.get(i).succeeded()) {
                decided.add(KitParticipants.json(named.get(i)));
                continue;
            }
            ApiError error = ApiError.of(asked.get(i).cause());
            if (error.isTemporary()) {
                return Future.failedFuture(error);
            }
            first = first == null ? error : first;
            refused.add(error.json()
                    .put("id", named.get(i).id())
                    .put("custom_participant_id", named.get(i).user()));
        }
        if (first != null && decided.isEmpty()) {
            return Future.failedFuture(first);
        }
        JsonObject data =
                new JsonObject().put("action", letIn ? "accept" : "reject").put("participants", decided);
        return Future.succeededFuture(Kit.ok(refused.isEmpty() ? data : data.put("refused", refused)));
    }
}
