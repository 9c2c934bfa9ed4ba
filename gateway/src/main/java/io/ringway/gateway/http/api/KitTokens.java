package io.ringway.gateway.http.api;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Revocation;
import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.groups.GroupSettings;
import io.ringway.gateway.meetings.Meeting;
import io.ringway.gateway.meetings.Participant;
import io.ringway.gateway.meetings.Preset;
import io.ringway.gateway.protocol.ErrorCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Tokens of participants: what they say, and how long. Hub only. */
final class KitTokens {
    private final Kit kit;

    KitTokens(Kit kit) {
        this.kit = kit;
    }

    /**
     * A token, and what it is for.
     *
     * @param isWaiting whether its bearer has to wait until let in
     */
    record Pass(String token, boolean isWaiting) {}

    /** A token for the meeting; fails where that is not ACTIVE, or where the participant's preset is no more. */
    Future<Pass> pass(Tenant tenant, Meeting meeting, Participant participant) {
        if (participant.isRemoved()) {
            return Future.failedFuture(Kit.notFound("participant"));
        }
        return preset(tenant, participant.preset())
                .compose(preset -> ready(tenant, meeting).map(ready -> {
                    boolean isWaiting = meeting.letsWait(preset, participant);
                    String claim = isWaiting ? waiting(meeting, participant) : preset.claimFor(meeting);
                    return new Pass(mint(tenant, meeting, participant, claim), isWaiting);
                }));
    }

    /** All tokens with an id, as long as any of them may live. */
    Future<Void> revoke(Tenant tenant, String tokenId) {
        long now = kit.now();
        long until = kit.tokens().lastUse(now + TokenMinter.MAX_TTL.toMillis());
        return kit.backend().exclude(new Revocation(Revocation.Kind.TOKEN, tenant, tokenId, now, until, until));
    }

    Future<Preset> preset(Tenant tenant, String name) {
        return kit.folders()
                .preset(tenant, Preset.idOf(name))
                .map(found -> found.orElseThrow(
                        () -> new ApiError(ErrorCode.NOT_FOUND, "no preset has the name in `preset_name`")));
    }

    /**
     * What nodes know of groups goes with the last of them, and the meeting may be in a Redis. A node may have died between closing
     * the group and writing so, or between writing that the meeting is ACTIVE and opening it.
     */
    Future<Void> ready(Tenant tenant, Meeting meeting) {
        requireActive(meeting);
        GroupSettings wanted = new GroupSettings(meeting.maxParticipants(), meeting.until());
        return kit.open(kit.group(tenant, meeting), wanted)
                .compose(wasClosed -> wasClosed ? lookAgain(tenant, meeting) : Future.succeededFuture());
    }

    /** Somebody may have made it INACTIVE since it was read, and closed the group before it was opened here. */
    private Future<Void> lookAgain(Tenant tenant, Meeting meeting) {
        return kit.folders()
                .meetings(tenant)
                .get(meeting.id())
                .compose(now -> now.isPresent() && now.get().isActive()
                        ? Future.succeededFuture()
                        : kit.close(kit.group(tenant, meeting), meeting)
                                .compose(closed -> Future.failedFuture(inactive())));
    }

    static void requireActive(Meeting meeting) {
        if (!meeting.isActive()) {
            throw inactive();
        }
    }

    private static ApiError inactive() {
        return new ApiError(ErrorCode.GROUP_CLOSED, "the meeting is INACTIVE");
    }

    /** To be in one group alone, with nobody. */
    private static String waiting(Meeting meeting, Participant participant) {
        return new JsonObject()
                .put(
                        "groups",
                        new JsonObject().put(meeting.waitingGroup(participant.id()), new JsonArray().add("join")))
                .encode();
    }

    private String mint(Tenant tenant, Meeting meeting, Participant participant, String claim) {
        TokenMinter minter = kit.minter();
        if (minter == null) {
            throw ApiError.notNow("this gateway has no auth.hs256_secret to sign with");
        }
        UserId user = new UserId(tenant, participant.user());
        return minter.mintAs(participant.tokenId(), user, claim, meta(participant), life(meeting))
                .token();
    }

    /** As the meeting, and no longer than this gateway takes a token. */
    private Duration life(Meeting meeting) {
        Duration longest = kit.config().tokenLifetime();
        return kit.within(longest.compareTo(kit.longestToken()) > 0 ? kit.longestToken() : longest, meeting.until());
    }

    /** What others see of a participant; fails where that is more than anybody may show. */
    Bytes meta(Participant participant) {
        JsonObject meta = new JsonObject()
                .put("participant_id", participant.id())
                .put("custom_participant_id", participant.user())
                .put("preset_name", participant.preset());
        if (participant.name() != null) {
            meta.put("name", participant.name());
        }
        if (participant.picture() != null) {
            meta.put("picture", participant.picture());
        }
        Bytes bytes = Bytes.wrap(meta.toBuffer().getBytes());
        if (!kit.limits().isMetaSize(bytes.size())) {
            throw new ApiError(
                    ErrorCode.TOO_LARGE,
                    "name, picture, id and preset are shown to others, which is " + bytes.size() + " bytes, and may be "
                            + kit.limits().metaBytes());
        }
        return bytes;
    }
}
