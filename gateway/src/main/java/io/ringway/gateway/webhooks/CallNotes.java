package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Seat;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** What happens in calls, as steps. A call has a seat in a line of its own for as long as it lasts. Pure. */
final class CallNotes {
    private final long self;
    private final Map<Tenant, List<Receiver>> receivers = new HashMap<>();
    private final BiConsumer<String, Step> out;

    CallNotes(long self, List<Receiver> all, BiConsumer<String, Step> out) {
        this.self = self;
        this.out = out;
        all.stream()
                .filter(Receiver::wantsCalls)
                .forEach(receiver -> receivers
                        .computeIfAbsent(receiver.tenant(), first -> new ArrayList<>())
                        .add(receiver));
    }

    void on(CallMoment moment, long now) {
        if (!receivers.containsKey(moment.tenant())) {
            return;
        }
        String key = moment.call().toString();
        switch (moment) {
            case CallMoment.Began began -> tell(moment, new Step.Enter(self, new Seat(key, now, body(began)), now));
            case CallMoment.Ringing ringing ->
                tell(
                        moment,
                        new Step.Amend(
                                key, party("callee", ringing.device(), false).encode(), "", now));
            case CallMoment.Started started ->
                tell(
                        moment,
                        new Step.Amend(
                                key, party("caller", started.device(), true).encode(), "", now));
            case CallMoment.Answered answered ->
                tell(
                        moment,
                        new Step.Amend(
                                key,
                                party("callee", answered.device(), true)
                                        .put("answered_at", now)
                                        .encode(),
                                EventType.CALL_ANSWERED.code(),
                                now));
            case CallMoment.Ended ended -> {
                JsonObject patch = new JsonObject();
                Sender by = ended.by();
                if (by != null && ended.reason().isDeed()) {
                    patch.put("ended_by", by.user().id());
                }
                if (ended.hidden()) {
                    patch.put("hidden", true);
                }
                // The call may have come here faster than what its first owner has to write.
                tell(moment, new Step.End(key, patch.encode(), ended.reason().code(), now));
            }
            case CallMoment.Asked asked -> {}
            case CallMoment.Rang rang -> {}
            case CallMoment.Declined declined -> {}
            case CallMoment.Suspect suspect -> {}
            case CallMoment.Back back -> {}
            case CallMoment.Moved moved -> {}
        }
    }

    /** This node owns the call: where it dies, the call's end is told for it. */
    void taken(CallId call, Tenant tenant) {
        for (Receiver receiver : receivers.getOrDefault(tenant, List.of())) {
            out.accept(Topic.of(call).line(receiver.id()), new Step.Pass(Step.ANYBODY, self, call.toString()));
        }
    }

    /** Where the other node dies before it has written anything itself, the call is one of its own. */
    void given(CallId call, Tenant tenant, long to) {
        for (Receiver receiver : receivers.getOrDefault(tenant, List.of())) {
            out.accept(Topic.of(call).line(receiver.id()), new Step.Pass(self, to, call.toString()));
        }
    }

    private void tell(CallMoment moment, Step step) {
        for (Receiver receiver : receivers.getOrDefault(moment.tenant(), List.of())) {
            out.accept(Topic.of(moment.call()).line(receiver.id()), step);
        }
    }

    private static String body(CallMoment.Began began) {
        JsonObject body = party("caller", began.caller(), true);
        switch (began.target()) {
            case CallTarget.User(var user) -> body.put("callee", user.id());
            case CallTarget.Connection(Cid cid) -> body.put("callee_cid", cid.toString());
        }
        return body.encode();
    }

    private static JsonObject party(String role, Sender party, boolean withCid) {
        JsonObject json = new JsonObject().put(role, party.user().id());
        Cid cid = party.cid();
        return withCid && cid != null ? json.put(role + "_cid", cid.toString()) : json;
    }
}
