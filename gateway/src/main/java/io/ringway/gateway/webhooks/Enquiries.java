package io.ringway.gateway.webhooks;

import io.ringway.cluster.Tenant;
import io.ringway.cluster.outbox.Tally;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a backend asks about what it was told, and was not: who is told how well, what was put aside, what is lost. Hub only. */
public final class Enquiries {
    private final List<Receiver> receivers;
    private final Dispatch dispatch;
    private final DeadLetters dead;
    private final Losses losses;
    private final Replays replays;

    Enquiries(List<Receiver> receivers, Dispatch dispatch, DeadLetters dead, Losses losses, Replays replays) {
        this.receivers = receivers;
        this.dispatch = dispatch;
        this.dead = dead;
        this.losses = losses;
        this.replays = replays;
    }

    private Future<List<JsonObject>> each(Predicate<Receiver> which, Function<Receiver, Future<JsonObject>> what) {
        return Future.all(receivers.stream().filter(which).map(what).toList()).map(done -> done.<JsonObject>list());
    }

    /** The receivers of a tenant, with how they do. */
    public Future<JsonArray> receivers(Tenant tenant) {
        return each(receiver -> receiver.tenant().equals(tenant), this::described)
                .map(JsonArray::new);
    }

    private Future<JsonObject> described(Receiver receiver) {
        JsonArray events = new JsonArray();
        receiver.events().stream().map(EventType::code).sorted().forEach(events::add);
        JsonArray groups = new JsonArray();
        receiver.groups().forEach(pattern -> groups.add(pattern.text()));
        return losses.tally(receiver.id())
                .map(tally -> new JsonObject()
                        .put("id", receiver.id())
                        .put("url", receiver.sink().url())
                        .put("stream", receiver.sink().stream())
                        .put("events", events)
                        .put("groups", groups)
                        .put("enabled", !dispatch.isDisabled(receiver.id()))
                        .put("trouble", dispatch.trouble(receiver.id()).orElse(null))
                        .put("dead", tally.waiting())
                        .put("lost", tally.lost()));
    }

    /** Of which of a tenant's receivers events are lost, how many, and since when. */
    public Future<JsonArray> lost(Tenant tenant) {
        return each(receiver -> receiver.tenant().equals(tenant), this::lost)
                .map(all -> new JsonArray(
                        all.stream().filter(each -> each.getLong("count") > 0).toList()));
    }

    private Future<JsonObject> lost(Receiver receiver) {
        return losses.tally(receiver.id()).map(tally -> lost(receiver, tally));
    }

    private static JsonObject lost(Receiver receiver, Tally tally) {
        return new JsonObject()
                .put("webhook", receiver.id())
                .put("count", tally.lost())
                .put("since", tally.lostSince())
                .put("last", tally.lostAt());
    }

    /**
     * A page of what could not be delivered.
     *
     * @param isFull there may be more after it
     */
    public record Page(List<JsonObject> letters, boolean isFull) {}

    /** Whether a page may go on after this id: it is that of a letter that the tenant has, or has had. */
    public boolean isLetter(Tenant tenant, String id) {
        return dead.isLetter(tenant, id);
    }

    /** A page of what could not be delivered, as JSON; the ids go on from page to page. It ends early where events are large. */
    public Future<Page> dead(Tenant tenant, String after, int limit) {
        return dead.page(tenant, after, limit)
                .map(letters -> new Page(
                        letters.stream().map(DeadLetters.Letter::toJson).toList(),
                        letters.size() >= limit || DeadLetters.isLong(letters)));
    }

    /** Sends one of those once more, from its place; empty where the tenant has none such. */
    public Future<Optional<String>> replay(Tenant tenant, String id) {
        return dead.find(tenant, id).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            DeadLetters.Letter letter = found.get();
            return replays.some(List.of(letter))
                    .map(back -> Optional.of(letter.entry().key()));
        });
    }

    /** Sends all of them once more that there are of a receiver; empty where the tenant has none such. */
    public Future<Optional<JsonObject>> replayAll(Tenant tenant, String id) {
        for (Receiver receiver : receivers) {
            if (receiver.id().equals(id) && receiver.tenant().equals(tenant)) {
                return replays.all(receiver)
                        .map(progress -> Optional.of(new JsonObject()
                                .put("replayed", progress.replayed())
                                .put("left", progress.left())));
            }
        }
        return Future.succeededFuture(Optional.empty());
    }
}
