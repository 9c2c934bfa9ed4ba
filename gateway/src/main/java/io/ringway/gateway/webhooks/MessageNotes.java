package io.ringway.gateway.webhooks;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Step;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.Sender;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is said in groups, as steps. A message that has a place in its group's history is told once by this node, and with the same
 * id by another: whoever publishes it again with its key finds it where it was. Hub only.
 */
final class MessageNotes {
    private static final int MAX_CONTENT_BYTES = 65_536;
    private static final int MOST_REMEMBERED = 10_000;

    private final Map<Tenant, List<Receiver>> readers = new HashMap<>();
    private final BiConsumer<String, Step> out;
    private final Map<UUID, Boolean> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    MessageNotes(List<Receiver> receivers, BiConsumer<String, Step> out) {
        this.out = out;
        receivers.stream()
                .filter(receiver -> receiver.wants(EventType.MESSAGE))
                .forEach(receiver -> readers.computeIfAbsent(receiver.tenant(), first -> new ArrayList<>())
                        .add(receiver));
    }

    void said(Group group, Sender from, Content content, @Nullable Position at, long now) {
        List<Receiver> candidates = readers.getOrDefault(group.tenant(), List.of()).stream()
                .filter(receiver -> receiver.wantsMessagesOf(group.name()))
                .toList();
        UUID place = at == null || candidates.isEmpty() ? null : id(group, at);
        if (candidates.isEmpty() || (place != null && told.put(place, true) != null)) {
            return;
        }
        String body = body(from, content);
        UUID id = place == null ? UUID.randomUUID() : place;
        for (Receiver receiver : candidates) {
            String line = Topic.of(group).line(receiver.id());
            out.accept(line, new Step.Note(EventType.MESSAGE.code(), id.toString(), body, now, Step.Keep.ALL));
        }
    }

    private static UUID id(Group group, Position at) {
        String message = group.tenant().name() + '\n' + group.name() + '\n' + at.epochText() + '\n' + at.offset();
        return UUID.nameUUIDFromBytes(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(Sender from, Content content) {
        JsonObject body = new JsonObject().put("user_id", from.user().id());
        Cid cid = from.cid();
        if (cid != null) {
            body.put("cid", cid.toString());
        }
        byte[] bytes = content.bytes().array();
        if (bytes.length > MAX_CONTENT_BYTES) {
            return body.put("content_bytes", bytes.length).encode();
        }
        return switch (content.kind()) {
            case JSON -> json(body, content.bytes().utf8()).encode();
            case BINARY ->
                body.put("binary", Base64.getEncoder().encodeToString(bytes)).encode();
        };
    }

    /** What this parser does not take (a number of a thousand digits) is told as a text. */
    private static JsonObject json(JsonObject body, String content) {
        try {
            return body.put("content", Json.decodeValue(content));
        } catch (DecodeException unusual) {
            return body.put("content_text", content);
        }
    }
}
