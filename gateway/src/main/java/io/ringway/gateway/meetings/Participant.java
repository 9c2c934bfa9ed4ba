package io.ringway.gateway.meetings;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may come to a meeting.
 *
 * @param meeting the meeting's id
 * @param user the app's own id of it, which is the user id of its tokens; once in a meeting
 * @param preset the name of its preset
 * @param picture a URL (http, https, or data of an image), which nobody here follows
 * @param isAccepted whether it was let in, and waits no more
 * @param round how often it was let in and then sent away, or removed: the tokens of earlier rounds are no good
 * @param isRemoved whether it is on its way out, and gets no tokens
 * @param until the meeting's end
 */
public record Participant(
        String meeting,
        String user,
        String preset,
        @Nullable String name,
        @Nullable String picture,
        boolean isAccepted,
        int round,
        boolean isRemoved,
        long until,
        long created,
        long updated)
        implements Filed {
    private static final int RADIX = 36;

    /** What follows the participant's id in those of its tokens. */
    private static final String ROUNDS = ".";

    /** On every clock. */
    private static final long LONG_AGO = 1;

    /** Whoever is sent away has the tokens of that round revoked, but where a node dies over it. */
    private static final int EARLIER = 16;

    static Participant of(JsonObject json) {
        return new Participant(
                json.getString("meeting"),
                json.getString("user"),
                json.getString("preset"),
                json.getString("name"),
                json.getString("picture"),
                json.getBoolean("accepted"),
                json.getInteger("round", 0),
                json.getBoolean("removed", false),
                json.getLong("until"),
                json.getLong("created"),
                json.getLong("updated"));
    }

    /** The id of whoever has this user id in a meeting: who is added twice, on whichever nodes, is one. */
    public static String idOf(String meeting, String user) {
        return UUID.nameUUIDFromBytes((meeting + "\n" + user).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public String id() {
        return idOf(meeting, user);
    }

    /** Whether a token with this id was made for whoever has this user id in a meeting, in whichever round. */
    public static boolean isTokenId(String tokenId, String meeting, String user) {
        return tokenId.startsWith(idOf(meeting, user) + ROUNDS);
    }

    /** The id of every token of this round, by which they are revoked; who is added again later has another. */
    public String tokenId() {
        return tokenId(round);
    }

    /** The id of the tokens with which it was in the meeting before it was sent away; empty where it never was. */
    public Optional<String> lastTokenId() {
        return round == 0 ? Optional.empty() : Optional.of(tokenId(round - 1));
    }

    private String tokenId(int ofRound) {
        String first = id() + ROUNDS + Long.toString(created, RADIX);
        return ofRound == 0 ? first : first + "." + Integer.toString(ofRound, RADIX);
    }

    public Participant with(String newPreset, @Nullable String newName, @Nullable String newPicture, long now) {
        return new Participant(
                meeting, user, newPreset, newName, newPicture, isAccepted, round, isRemoved, until, created, now);
    }

    /** Let in, or not let in any more. */
    public Participant accepted(boolean isNow, long now) {
        int next = isAccepted && !isNow ? round + 1 : round;
        return new Participant(meeting, user, preset, name, picture, isNow, next, isRemoved, until, created, now);
    }

    /** On its way out: of no token that it was given is the round good any more. The same where it was already. */
    public Participant removed(long now) {
        return isRemoved
                ? this
                : new Participant(
                        meeting, user, preset, name, picture, isAccepted, round + 1, true, until, created, now);
    }

    /** Whether both are on their way out, and not one of them as somebody who was added later; all else may differ. */
    public boolean isSameRemoval(Participant other) {
        return isRemoved && other.isRemoved && round == other.round && created == other.created;
    }

    /** To be forgotten. */
    public Participant over() {
        return new Participant(
                meeting, user, preset, name, picture, isAccepted, round, isRemoved, LONG_AGO, created, updated);
    }

    /** The ids of the tokens of the last rounds before this one; what was before them is revoked since. */
    public List<String> earlierTokenIds() {
        return IntStream.range(Math.max(0, round - EARLIER), round)
                .mapToObj(this::tokenId)
                .toList();
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("meeting", meeting)
                .put("user", user)
                .put("preset", preset)
                .put("name", name)
                .put("picture", picture)
                .put("accepted", isAccepted)
                .put("round", round)
                .put("removed", isRemoved)
                .put("until", until)
                .put("created", created)
                .put("updated", updated);
    }
}
