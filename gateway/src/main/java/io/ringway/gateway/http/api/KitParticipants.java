package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Participants of meetings, and their tokens. Stateless; any event loop. */
final class KitParticipants {
    private static final int TRIES = 4;

    private final Kit kit;
    private final KitTokens tokens;

    KitParticipants(Kit kit) {
        this.kit = kit;
        this.tokens = new KitTokens(kit);
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitAddParticipant", kit.operation(this::add));
        operations.put("kitListParticipants", kit.operation(this::list));
        operations.put("kitGetParticipant", kit.operation(this::show));
        operations.put("kitUpdateParticipant", kit.operation(this::update));
        operations.put("kitDeleteParticipant", kit.operation(this::delete));
        operations.put("kitRefreshToken", kit.operation(this::refresh));
    }

    private Future<Reply> add(ApiCall call) {
        JsonObject body = call.json();
        Tenant tenant = call.tenant();
        String user = call.user(body.getString("custom_participant_id")).id();
        String preset = KitText.required(body, "preset_name", kit.config().presetNameChars());
        return kit.meeting(call).compose(meeting -> {
            KitTokens.requireActive(meeting);
            long now = kit.now();
            Participant fresh = new Participant(
                    meeting.id(),
                    user,
                    preset,
                    name(body),
                    KitText.picture(body),
                    false,
                    0,
                    false,
                    meeting.until(),
                    now,
                    now);
            tokens.meta(fresh);
            return tokens.preset(tenant, preset)
                    .compose(known -> put(tenant, fresh, TRIES))
                    .compose(participant -> tokens.pass(tenant, meeting, participant)
                            .map(pass -> Kit.created(
                                    json(participant).put("token", pass.token()).put("waiting", pass.isWaiting()))));
        });
    }

    /** Whose removal is not over yet is added again once it is: the tokens that it had are not good for the new one. */
    private Future<Participant> put(Tenant tenant, Participant fresh, int tries) {
        Folder<Participant> folder = kit.folders().participants(tenant, fresh.meeting());
        List<Participant> leaving = new ArrayList<>();
        UnaryOperator<Participant> change = old -> {
            leaving.clear();
            if (old.isRemoved()) {
                leaving.add(old);
                return old;
            }
            return old.with(fresh.preset(), fresh.name(), fresh.picture(), fresh.updated());
        };
        return folder.changeOrAdd(fresh.id(), change, () -> {
                    leaving.clear();
                    return fresh;
                })
                .compose(put -> leaving.isEmpty()
                        ? Future.succeededFuture(put)
                        : tries == 0
                                ? Future.failedFuture(ApiError.notNow("it is being removed; try again"))
                                : removal(tenant, fresh.meeting())
                                        .finish(leaving.getFirst())
                                        .compose(gone -> put(tenant, fresh, tries - 1)));
    }

    private Removal removal(Tenant tenant, String meeting) {
        return new Removal(kit.folders().participants(tenant, meeting), id -> tokens.revoke(tenant, id), kit::now);
    }

    private @Nullable String name(JsonObject body) {
        return KitText.read(body, "name", kit.config().nameChars());
    }

    private Future<Reply> list(ApiCall call) {
        return kit.meeting(call).compose(meeting -> {
            var folder = kit.folders().participants(call.tenant(), meeting.id());
            return Kit.page(call, folder::page, KitParticipants::json);
        });
    }

    private Future<Reply> show(ApiCall call) {
        return kit.meeting(call).compose(meeting -> found(call, meeting)).map(participant -> Kit.ok(json(participant)));
    }

    private Future<Participant> found(ApiCall call, Meeting meeting) {
        return kit.folders()
                .participants(call.tenant(), meeting.id())
                .get(call.path("participant_id"))
                .map(found -> found.orElseThrow(() -> Kit.notFound("participant")));
    }

    private Future<Reply> update(ApiCall call) {
        JsonObject body = call.json();
        return kit.meeting(call)
                .compose(meeting -> preset(call, body)
                        .compose(known -> kit.folders()
                                .participants(call.tenant(), meeting.id())
                                .change(call.path("participant_id"), old -> changed(old, body)))
                        .map(changed -> Kit.ok(json(changed.orElseThrow(() -> Kit.notFound("participant"))))));
    }

    /** The one that it is to have from now on must be there. */
    private Future<?> preset(ApiCall call, JsonObject body) {
        return body.containsKey("preset_name")
                ? tokens.preset(
                        call.tenant(),
                        KitText.required(body, "preset_name", kit.config().presetNameChars()))
                : Future.succeededFuture();
    }

    private Participant changed(Participant old, JsonObject body) {
        Participant changed = old.with(
                body.containsKey("preset_name") ? body.getString("preset_name") : old.preset(),
                body.containsKey("name") ? name(body) : old.name(),
                body.containsKey("picture") ? KitText.picture(body) : old.picture(),
                kit.now());
        tokens.meta(changed);
        return changed;
    }

    private Future<Reply> delete(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> removal(call.tenant(), meeting.id()).remove(call.path("participant_id")))
                .map(removed -> Kit.ok(json(removed.orElseThrow(() -> Kit.notFound("participant")))));
    }

    private Future<Reply> refresh(ApiCall call) {
        return kit.meeting(call)
                .compose(meeting -> found(call, meeting)
                        .compose(participant -> tokens.pass(call.tenant(), meeting, participant))
                        .map(pass -> Kit.ok(
                                new JsonObject().put("token", pass.token()).put("waiting", pass.isWaiting()))));
    }

    /** Those of a call's two lists of ids who have been added to the meeting; who has not is left out. */
    static Future<List<Participant>> named(Kit kit, ApiCall call, Meeting meeting) {
        JsonObject body = call.json();
        Set<String> ids = new LinkedHashSet<>();
        texts(body, "participant_ids").forEach(ids::add);
        texts(body, "custom_participant_ids").forEach(user -> ids.add(Participant.idOf(meeting.id(), user)));
        if (ids.isEmpty()) {
            throw ApiCall.bad("`participant_ids` and `custom_participant_ids` name nobody");
        }
        var folder = kit.folders().participants(call.tenant(), meeting.id());
        List<Future<Optional<Participant>>> found =
                ids.stream().map(folder::get).toList();
        return Future.all(found).map(all -> {
            List<Participant> named = new ArrayList<>();
            found.forEach(one -> one.result().ifPresent(named::add));
            return named;
        });
    }

    private static List<String> texts(JsonObject body, String field) {
        return body.getJsonArray(field, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }

    static JsonObject json(Participant participant) {
        return new JsonObject()
                .put("id", participant.id())
                .put("custom_participant_id", participant.user())
                .put("preset_name", participant.preset())
                .put("name", participant.name())
                .put("picture", participant.picture())
                .put("created_at", KitText.time(participant.created()))
                .put("updated_at", KitText.time(participant.updated()));
    }
}
