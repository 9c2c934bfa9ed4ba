package io.ringway.gateway.http.api;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.MeetingGroups;
import io.ringway.gateway.http.api.ApiRequest.Field;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.meetings.Preset;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a token is to grant, as a call may say it: the claim itself, its groups and actions, or a preset. Any event loop. */
final class TokenGrants {
    private final Kit kit;
    private final KitTokens tokens;

    TokenGrants(Kit kit) {
        this.kit = kit;
        this.tokens = new KitTokens(kit);
    }

    /**
     * Grants.
     *
     * @param claim as JSON; null for the default grants
     * @param until when there is nothing more to grant, in milliseconds since 1970
     */
    record Granted(@Nullable String claim, long until) {
        private static Granted always(@Nullable String claim) {
            return new Granted(claim, Long.MAX_VALUE);
        }
    }

    /** Fails with {@code not_found} where there is no such preset or meeting, and {@code group_closed} where that is INACTIVE. */
    Future<Granted> of(ApiRequest request) {
        boolean isShort = request.has(Field.GROUPS) || request.has(Field.ACTIONS);
        long ways = Stream.of(isShort, request.has(Field.GRANTS), request.has(Field.PRESET))
                .filter(isSaid -> isSaid)
                .count();
        if (ways > 1) {
            throw ApiCall.bad("either `grants`, or `groups` and `actions`, or `preset`");
        }
        if (request.has(Field.PRESET)) {
            return kit.backend().onHub(() -> ofPreset(request));
        }
        if (request.has(Field.MEETING_ID)) {
            throw ApiCall.bad("`meeting_id` is for a `preset`");
        }
        return Future.succeededFuture(Granted.always(isShort ? claim(request) : request.json(Field.GRANTS)));
    }

    private Future<Granted> ofPreset(ApiRequest request) {
        return kit.folders()
                .preset(request.tenant(), Preset.idOf(request.text(Field.PRESET)))
                .map(found -> found.orElseThrow(() -> Kit.notFound("preset")))
                .compose(preset -> request.has(Field.MEETING_ID)
                        ? inMeeting(request.tenant(), preset, request.text(Field.MEETING_ID))
                        : Future.succeededFuture(Granted.always(withoutMeeting(preset))));
    }

    private static String withoutMeeting(Preset preset) {
        if (preset.isForMeeting()) {
            throw ApiCall.bad("`meeting_id` is missing: the preset says what is allowed in a meeting");
        }
        return preset.grants();
    }

    private Future<Granted> inMeeting(Tenant tenant, Preset preset, String id) {
        return kit.folders()
                .meetings(tenant)
                .get(id)
                .map(found -> found.orElseThrow(() -> Kit.notFound("meeting")))
                .compose(meeting -> tokens.ready(tenant, meeting)
                        .map(ready -> new Granted(preset.claimFor(meeting), meeting.until())));
    }

    /**
     * When the last of the meetings is over that these patterns name, in milliseconds since 1970: never where they name none. A
     * meeting that is not known is over: those that are, are forgotten.
     */
    Future<Long> until(Tenant tenant, Set<String> patterns) {
        List<String> named = meetings(patterns);
        return named.isEmpty()
                ? Future.succeededFuture(Long.MAX_VALUE)
                : kit.backend().onHub(() -> ends(tenant, named));
    }

    /**
     * Whether a token is one of a participant's, as those are that its meeting gives it; fails with {@code bad_request} where it is of
     * one that is not added to the meeting any more, or of an earlier round.
     *
     * @param patterns of the groups that it grants something in
     * @param tokenId its {@code jti}
     */
    Future<Boolean> isParticipants(UserId user, Set<String> patterns, String tokenId) {
        Optional<String> meeting = patterns.stream()
                .map(MeetingGroups::id)
                .flatMap(Optional::stream)
                .filter(id -> Participant.isTokenId(tokenId, id, user.id()))
                .findFirst();
        return meeting.isEmpty()
                ? Future.succeededFuture(false)
                : kit.backend()
                        .onHub(() -> kit.folders()
                                .participants(user.tenant(), meeting.get())
                                .get(Participant.idOf(meeting.get(), user.id()))
                                .map(found -> found.filter(one -> !one.isRemoved())
                                        .map(Participant::tokenId)
                                        .filter(tokenId::equals)
                                        .isPresent())
                                .compose(isItsOwn -> isItsOwn
                                        ? Future.succeededFuture(true)
                                        : Future.failedFuture(TokenOperations.noToken())));
    }

    /** The ids of the meetings that patterns name, or a waiting room of. */
    private static List<String> meetings(Set<String> patterns) {
        return patterns.stream()
                .map(pattern -> MeetingGroups.isWaiting(pattern) ? MeetingGroups.meeting(pattern) : pattern)
                .filter(MeetingGroups::isMeeting)
                .distinct()
                .map(group -> group.substring(MeetingGroups.MEETINGS.length()))
                .toList();
    }

    private Future<Long> ends(Tenant tenant, List<String> meetings) {
        List<Future<Optional<Meeting>>> found = meetings.stream()
                .map(id -> kit.folders().meetings(tenant).get(id))
                .toList();
        return Future.all(found)
                .map(all -> found.stream()
                        .mapToLong(one -> one.result().map(Meeting::until).orElse(0L))
                        .max()
                        .orElse(Long.MAX_VALUE));
    }

    private static String claim(ApiRequest request) {
        return new JsonObject()
                .put("groups", groups(request))
                .put("actions", new JsonArray(request.has(Field.ACTIONS) ? request.texts(Field.ACTIONS) : List.of()))
                .encode();
    }

    /** A list of patterns grants everything in them. */
    private static JsonObject groups(ApiRequest request) {
        if (!request.has(Field.GROUPS)) {
            return new JsonObject();
        }
        if (request.isObject(Field.GROUPS)) {
            return new JsonObject(String.valueOf(request.json(Field.GROUPS)));
        }
        JsonObject groups = new JsonObject();
        request.texts(Field.GROUPS).forEach(pattern -> groups.put(pattern, new JsonArray().add("*")));
        return groups;
    }
}
