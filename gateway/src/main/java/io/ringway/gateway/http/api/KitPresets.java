package io.ringway.gateway.http.api;

import io.ringway.gateway.config.PresetConfig.Waiting;
import io.ringway.gateway.http.api.Operation.Reply;
import io.ringway.gateway.meetings.Preset;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Presets: what participants may do. Stateless; any event loop. */
final class KitPresets {
    private static final int DOCUMENT_CHARS = 16_384;
    private static final JsonObject NONE = new JsonObject();
    private static final String WAITING = "waiting_room_type";

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
        String grants = grants(body).orElseGet(() -> asSaid(call, PresetPermissions.grants(permissions(body)), NONE));
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

    /** Grants as permissions say them: to send to any user reaches as far as if it were said in grants. */
    private static String asSaid(ApiCall call, JsonObject grants, JsonObject before) {
        if (PresetPermissions.sends(grants) && !PresetPermissions.sends(before)) {
            call.require(
                    "tokens", "`chat.private.can_send` lets send to any user of the app, and needs an API key with");
        }
        return grants.encode();
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
        requireRight(call);
        return made(call)
                .compose(preset -> kit.folders()
                        .presets(call.tenant())
                        .change(preset.id(), old -> changed(call, old))
                        .map(changed -> Kit.ok(json(changed.orElseThrow(() -> Kit.notFound("preset"))))));
    }

    private Preset changed(ApiCall call, Preset old) {
        JsonObject body = call.json();
        String name = body.getString("name");
        if (name != null && !name.equals(old.name())) {
            throw ApiCall.bad("a preset keeps its `name`: participants are given it by that");
        }
        JsonObject before = new JsonObject(old.permissions());
        JsonObject permissions = before.copy().mergeIn(permissions(body), true);
        JsonObject granted = new JsonObject(old.grants());
        String grants = grants(body)
                .orElseGet(() -> asSaid(
                        call, PresetPermissions.amended(granted, permissions(body), before, permissions), granted));
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
        if (preset.admits() || permissions.containsKey(PresetPermissions.ACCEPTS)) {
            permissions.put(PresetPermissions.ACCEPTS, preset.admits());
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
