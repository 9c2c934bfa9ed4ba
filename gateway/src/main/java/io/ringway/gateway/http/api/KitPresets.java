package io.ringway.gateway.http.api;

import io.ringway.gateway.config.PresetConfig.Waiting;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Preset;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Presets: what participants may do. Stateless; any event loop. */
final class KitPresets {
    private static final int DOCUMENT_CHARS = 16_384;
    private static final JsonObject NONE = new JsonObject();
    private static final String ACCEPTS = "accept_waiting_requests";
    private static final String WAITING = "waiting_room_type";
    private static final String ADMIT = "admit";

    private final Kit kit;

    KitPresets(Kit kit) {
        this.kit = kit;
    }

    void addTo(Map<String, Operation> operations) {
        operations.put("kitCreatePreset", kit.operation(this::create));
        operations.put("kitListPresets", kit.operation(this::list));
        operations.put("kitGetPreset", kit.operation(this::show));
        operations.put("kitUpdatePreset", kit.operation(this::update));
        operations.put("kitDeletePreset", kit.operation(this::delete));
    }

    private Future<Reply> create(ApiCall call) {
        JsonObject body = call.json();
        requireRight(call);
        String name = KitText.required(body, "name", kit.config().presetNameChars());
        long now = kit.now();
        String grants = grants(body).orElseGet(() -> fromPermissions(body));
        String permissions = bounded("permissions", permissions(body));
        Preset preset =
                valid(() -> new Preset(name, grants, permissions, waiting(body, Waiting.MEETING), now, now, false));
        return kit.folders().preset(call.tenant(), preset.id()).compose(known -> {
            if (known.isPresent()) {
                return Future.failedFuture(exists());
            }
            return kit.folders().presets(call.tenant()).add(preset).map(isNew -> {
                if (!isNew) {
                    throw exists();
                }
                return Kit.created(json(preset));
            });
        });
    }

    private static ApiError exists() {
        return ApiCall.bad("there is a preset of this `name`");
    }

    private interface Making {
        Preset make();
    }

    private static Preset valid(Making making) {
        try {
            return making.make();
        } catch (IllegalArgumentException notGrants) {
            throw ApiCall.bad("`grants`: " + notGrants.getMessage());
        }
    }

    private static Optional<String> grants(JsonObject body) {
        return Optional.ofNullable(body.getJsonObject("grants")).map(grants -> bounded("grants", grants));
    }

    private static String bounded(String name, JsonObject document) {
        String text = document.encode();
        if (text.length() > DOCUMENT_CHARS) {
            throw new ApiError(
                    ErrorCode.TOO_LARGE, "`" + name + "` may have at most " + DOCUMENT_CHARS + " characters");
        }
        return text;
    }

    private static JsonObject permissions(JsonObject body) {
        JsonObject permissions = body.getJsonObject("permissions");
        return permissions == null ? NONE : permissions;
    }

    /** What reaches further than the meetings that a participant is added to, whoever may mint tokens says. */
    private static void requireRight(ApiCall call) {
        JsonObject grants = call.json().getJsonObject("grants");
        if (grants != null && !Preset.staysInMeeting(grants)) {
            call.require("tokens", "grants beyond `{meeting}` need an API key with");
        }
    }

    private static Optional<JsonObject> chat(JsonObject body) {
        return Optional.ofNullable(permissions(body).getJsonObject("chat"));
    }

    /** What is not said of chat is allowed in the meeting, and not beside it. */
    private static String fromPermissions(JsonObject body) {
        JsonObject chat = chat(body).orElse(NONE);
        JsonArray inMeeting = new JsonArray().add("join");
        if (canSend(chat, "public", true)) {
            inMeeting.add("publish");
        }
        if (permissions(body).getBoolean(ACCEPTS, false)) {
            inMeeting.add(ADMIT);
        }
        JsonArray actions = new JsonArray();
        if (canSend(chat, "private", false)) {
            actions.add("send");
        }
        return new JsonObject()
                .put("groups", new JsonObject().put(Preset.MEETING, inMeeting))
                .put("actions", actions)
                .encode();
    }

    /** What is said in permissions, in grants that otherwise stay as they are. */
    private static String amended(String old, JsonObject body) {
        JsonObject grants = new JsonObject(old);
        JsonObject chat = chat(body).orElse(NONE);
        Optional.ofNullable(permissions(body).getBoolean(ACCEPTS))
                .ifPresent(may -> inMeeting(grants, actions -> admitting(actions, may)));
        said(chat, "public")
                .ifPresent(may ->
                        inMeeting(grants, actions -> with(actions, "publish", may, List.of("join", "members"))));
        said(chat, "private").ifPresent(may -> {
            JsonArray actions = grants.getJsonArray("actions", new JsonArray());
            grants.put("actions", with(actions, "send", may, List.of("list", "call")));
        });
        return grants.encode();
    }

    /** A {@code *} does not mean it. */
    private static JsonArray admitting(JsonArray actions, boolean may) {
        actions.remove(ADMIT);
        return may ? actions.add(ADMIT) : actions;
    }

    private static void inMeeting(JsonObject grants, UnaryOperator<JsonArray> change) {
        JsonObject groups = grants.getJsonObject("groups", new JsonObject());
        groups.put(Preset.MEETING, change.apply(groups.getJsonArray(Preset.MEETING, new JsonArray())));
        grants.put("groups", groups);
    }

    private static Optional<Boolean> said(JsonObject chat, String kind) {
        return Optional.ofNullable(chat.getJsonObject(kind)).map(rights -> rights.getBoolean("can_send"));
    }

    /** @param others what else a {@code *} means */
    private static JsonArray with(JsonArray actions, String action, boolean may, List<String> others) {
        Set<String> all = new LinkedHashSet<>();
        actions.forEach(one -> all.add(String.valueOf(one)));
        if (may && !all.contains("*")) {
            all.add(action);
        } else if (!may) {
            all.remove(action);
            if (all.remove("*")) {
                all.addAll(others);
            }
        }
        return new JsonArray(List.copyOf(all));
    }

    private static boolean canSend(JsonObject chat, String kind, boolean absent) {
        JsonObject rights = chat.getJsonObject(kind);
        return rights == null ? absent : rights.getBoolean("can_send", absent);
    }

    private static Waiting waiting(JsonObject body, Waiting absent) {
        String type = permissions(body).getString(WAITING);
        if (type == null) {
            return absent;
        }
        return type.equals("SKIP") ? Waiting.SKIP : Waiting.WAIT;
    }

    private Future<Reply> list(ApiCall call) {
        List<Preset> configured = kit.folders().configured(call.tenant());
        return Kit.page(
                call,
                Kit.Source.of(kit.folders()
                        .presets(call.tenant())
                        .all()
                        .map(made -> Stream.concat(configured.stream(), made.stream())
                                .toList())),
                KitPresets::json);
    }

    private Future<Reply> show(ApiCall call) {
        return found(call).map(preset -> Kit.ok(json(preset)));
    }

    private Future<Preset> found(ApiCall call) {
        return kit.folders()
                .preset(call.tenant(), call.path("preset_id"))
                .map(found -> found.orElseThrow(() -> Kit.notFound("preset")));
    }

    /** One that the API may change. */
    private Future<Preset> made(ApiCall call) {
        return found(call).map(preset -> {
            if (preset.isConfigured()) {
                throw new ApiError(ErrorCode.FORBIDDEN, "this preset stands in the configuration, and changes there");
            }
            return preset;
        });
    }

    private Future<Reply> update(ApiCall call) {
        JsonObject body = call.json();
        requireRight(call);
        return made(call)
                .compose(preset -> kit.folders()
                        .presets(call.tenant())
                        .change(preset.id(), old -> changed(old, body))
                        .map(changed -> Kit.ok(json(changed.orElseThrow(() -> Kit.notFound("preset"))))));
    }

    private Preset changed(Preset old, JsonObject body) {
        String name = body.getString("name");
        if (name != null && !name.equals(old.name())) {
            throw ApiCall.bad("a preset keeps its `name`: participants are given it by that");
        }
        String grants = grants(body).orElseGet(() -> amended(old.grants(), body));
        JsonObject permissions = new JsonObject(old.permissions()).mergeIn(permissions(body), true);
        String merged = bounded("permissions", permissions);
        return valid(() -> old.with(grants, merged, waiting(body, old.waiting()), kit.now()));
    }

    private Future<Reply> delete(ApiCall call) {
        return made(call)
                .compose(preset ->
                        kit.folders().presets(call.tenant()).remove(preset.id()).map(was -> Kit.ok(json(preset))));
    }

    /** What was said of permissions comes back whole, with what holds of who waits and who lets in. */
    static JsonObject json(Preset preset) {
        JsonObject permissions = new JsonObject(preset.permissions());
        switch (preset.waiting()) {
            case SKIP -> permissions.put(WAITING, "SKIP");
            case WAIT -> permissions.put(WAITING, "SKIP_ON_ACCEPT");
            case MEETING -> {}
        }
        if (preset.admits() || permissions.containsKey(ACCEPTS)) {
            permissions.put(ACCEPTS, preset.admits());
        }
        return new JsonObject()
                .put("id", preset.id())
                .put("name", preset.name())
                .put("grants", new JsonObject(preset.grants()))
                .put("permissions", permissions)
                .put("configured", preset.isConfigured())
                .put("created_at", KitText.time(preset.created()))
                .put("updated_at", KitText.time(preset.updated()));
    }
}
