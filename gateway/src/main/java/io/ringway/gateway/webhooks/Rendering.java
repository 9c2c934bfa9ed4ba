package io.ringway.gateway.webhooks;

import io.ringway.cluster.outbox.Entry;
import io.ringway.gateway.protocol.CloseReason;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes of an entry of the outbox what a receiver is sent. Pure. */
final class Rendering {
    /** The kind of a note that is an event whole, sent once more. */
    static final String AGAIN = "again:";

    private static final int ID_BYTES = 18;

    private Rendering() {}

    /** What an entry is to a receiver, in order; nothing where it does not want to know. */
    static List<Delivery> of(Receiver receiver, Topic topic, Entry entry) {
        List<Delivery> all = new ArrayList<>(2);
        boolean isCall = topic.kind() == Topic.Kind.CALL;
        switch (entry.kind()) {
            case ENTERED -> {
                if (isCall) {
                    add(all, receiver, topic, entry, EventType.CALL_RINGING);
                } else {
                    if (entry.edge()) {
                        add(all, receiver, topic, entry, EventType.GROUP_OCCUPIED);
                    }
                    add(all, receiver, topic, entry, EventType.MEMBER_JOINED);
                }
            }
            case LEFT -> {
                add(all, receiver, topic, entry, isCall ? EventType.CALL_ENDED : EventType.MEMBER_LEFT);
                if (isCall && isMissed(entry)) {
                    add(all, receiver, topic, entry, EventType.CALL_MISSED);
                } else if (!isCall && entry.edge()) {
                    add(all, receiver, topic, entry, EventType.GROUP_VACATED);
                }
            }
            case NOTE -> note(all, receiver, topic, entry);
        }
        if (!entry.parts().isEmpty()) {
            List<String> parts = List.of(entry.parts().split(",", -1));
            all.removeIf(delivery -> !parts.contains(delivery.type().code()));
        }
        return all;
    }

    private static void note(List<Delivery> all, Receiver receiver, Topic topic, Entry entry) {
        if (entry.detail().startsWith(AGAIN)) {
            EventType.of(entry.detail().substring(AGAIN.length()))
                    .ifPresent(type -> all.add(new Delivery(entry.key(), type, entry.body())));
        } else {
            EventType.of(entry.detail()).ifPresent(type -> add(all, receiver, topic, entry, type));
        }
    }

    private static boolean isMissed(Entry entry) {
        Optional<CloseReason> reason = reason(entry.detail());
        JsonObject call = new JsonObject(entry.body());
        // Who is blocked has not been missed; a call that no device of its caller has started, as a backend wanted it,
        // has.
        boolean isUnnoticed = call.getBoolean("hidden", false) && call.containsKey("caller_cid");
        return !call.containsKey("answered_at")
                && !isUnnoticed
                && reason.map(each -> switch (each) {
                            case TIMEOUT, CANCELLED, UNREACHABLE, DISCONNECTED, BUSY, FAILED -> true;
                            case DECLINED, HANGUP, ANSWERED_ELSEWHERE, MOVED -> false;
                        })
                        .orElse(false);
    }

    private static Optional<CloseReason> reason(String code) {
        for (CloseReason reason : CloseReason.values()) {
            if (reason.code().equals(code)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    private static void add(List<Delivery> all, Receiver receiver, Topic topic, Entry entry, EventType type) {
        if (receiver.wants(type)) {
            String body = event(receiver, topic, entry, type).encode();
            all.add(new Delivery(id(receiver, topic, entry, type), type, body));
        }
    }

    /** One of the events that an entry is, whether its receiver wants it or not. */
    static JsonObject event(Receiver receiver, Topic topic, Entry entry, EventType type) {
        return entry.detail().startsWith(AGAIN)
                ? new JsonObject(entry.body())
                : new JsonObject()
                        .put("type", type.code())
                        .put("timestamp", Instant.ofEpochMilli(entry.at()).toString())
                        .put("data", data(receiver, topic, entry, type));
    }

    private static JsonObject data(Receiver receiver, Topic topic, Entry entry, EventType type) {
        JsonObject data = new JsonObject()
                .put("tenant", receiver.tenant().name())
                .put(topic.kind() == Topic.Kind.CALL ? "call_id" : "group", topic.name())
                .put("sequence", sequence(entry, type));
        switch (type) {
            case MEMBER_JOINED -> member(data, entry).put("joined_at", entry.since());
            case MEMBER_LEFT -> {
                member(data, entry).remove("meta");
                data.put("reason", entry.detail()).put("joined_at", entry.since());
                data.put("left_at", entry.at()).put("duration_ms", Math.max(0, entry.at() - entry.since()));
            }
            case GROUP_OCCUPIED, GROUP_VACATED -> {}
            case MESSAGE -> data.mergeIn(new JsonObject(entry.body()));
            case CALL_RINGING, CALL_ANSWERED ->
                data.mergeIn(new JsonObject(entry.body())).put("began_at", entry.since());
            case CALL_ENDED, CALL_MISSED -> {
                data.mergeIn(new JsonObject(entry.body())).put("began_at", entry.since());
                Long answered = data.getLong("answered_at");
                data.put("reason", entry.detail()).put("ended_at", entry.at());
                data.put("duration_ms", answered == null ? 0 : Math.max(0, entry.at() - answered));
            }
        }
        return data;
    }

    /** Each entry has two numbers, as it may be two events: whoever drops what is not above the last one misses none. */
    private static long sequence(Entry entry, EventType type) {
        boolean isSecond = switch (type) {
            case MEMBER_JOINED, GROUP_VACATED, CALL_MISSED -> true;
            case GROUP_OCCUPIED, MEMBER_LEFT, MESSAGE, CALL_RINGING, CALL_ANSWERED, CALL_ENDED -> false;
        };
        return 2 * entry.seq() + (isSecond ? 1 : 0);
    }

    private static JsonObject member(JsonObject data, Entry entry) {
        return data.put("cid", entry.key()).mergeIn(new JsonObject(entry.body()));
    }

    /** Of what happened, and not of when it was told: so that a receiver knows what comes twice. */
    private static String id(Receiver receiver, Topic topic, Entry entry, EventType type) {
        String what = String.join(
                "\n",
                type.code(),
                receiver.tenant().name(),
                topic.kind().name().toLowerCase(Locale.ROOT),
                topic.name(),
                entry.key(),
                Long.toString(entry.since()));
        byte[] digest = sha256().digest(what.getBytes(StandardCharsets.UTF_8));
        byte[] part = Arrays.copyOf(digest, ID_BYTES);
        return "evt_" + Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
