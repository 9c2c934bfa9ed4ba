package io.ringway.gateway.webhooks;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Entry;
import io.ringway.cluster.outbox.OutboxStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Events that could not be delivered: to be looked at, and to be sent again. Hub only. */
final class DeadLetters {
    private final List<Receiver> receivers;
    private final OutboxStore store;

    /** An event that was put aside; its id names it in the API. */
    record Letter(String receiver, Entry entry) {
        String id() {
            return receiver + "-" + entry.seq();
        }

        JsonObject toJson() {
            JsonObject kept = new JsonObject(entry.body());
            return new JsonObject()
                    .put("id", id())
                    .put("webhook", receiver)
                    .put("event_id", entry.key())
                    .put("type", kept.getString("type"))
                    .put("reason", kept.getString("reason"))
                    .put("happened_at", kept.getLong("at"))
                    .put("given_up_at", entry.at())
                    .put("event", new JsonObject(kept.getString("payload")));
        }
    }

    DeadLetters(List<Receiver> receivers, OutboxStore store) {
        this.receivers = receivers;
        this.store = store;
    }

    /** A page, receiver by receiver, the oldest first, after the letter of this id; empty for the first page. */
    Future<List<Letter>> page(Tenant tenant, String after, int limit) {
        List<Receiver> left = new ArrayList<>();
        long seq = 0;
        boolean isReached = after.isEmpty();
        for (Receiver receiver : receivers) {
            if (!isReached && after.startsWith(receiver.id() + "-")) {
                isReached = true;
                seq = seq(after, receiver.id()).orElse(0L);
            }
            if (isReached && receiver.tenant().equals(tenant)) {
                left.add(receiver);
            }
        }
        return page(left, seq, limit, new ArrayList<>());
    }

    private Future<List<Letter>> page(List<Receiver> left, long after, int limit, List<Letter> page) {
        if (left.isEmpty() || page.size() >= limit) {
            return Future.succeededFuture(page);
        }
        Receiver receiver = left.getFirst();
        return store.head(Topic.dead().line(receiver.id()), after, limit - page.size())
                .compose(entries -> {
                    entries.forEach(entry -> page.add(new Letter(receiver.id(), entry)));
                    return page(left.subList(1, left.size()), 0, limit, page);
                });
    }

    /** The letter of this id, if the tenant has it. */
    Future<Optional<Letter>> find(Tenant tenant, String id) {
        for (Receiver receiver : receivers) {
            Optional<Long> seq = receiver.tenant().equals(tenant) ? seq(id, receiver.id()) : Optional.empty();
            if (seq.isPresent()) {
                return store.head(Topic.dead().line(receiver.id()), seq.get() - 1, 1)
                        .map(entries -> entries.stream()
                                .filter(entry -> entry.seq() == seq.get())
                                .map(entry -> new Letter(receiver.id(), entry))
                                .findAny());
            }
        }
        return Future.succeededFuture(Optional.empty());
    }

    private static Optional<Long> seq(String id, String receiver) {
        try {
            return id.startsWith(receiver + "-")
                    ? Optional.of(Long.parseLong(id.substring(receiver.length() + 1)))
                    : Optional.empty();
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }
}
