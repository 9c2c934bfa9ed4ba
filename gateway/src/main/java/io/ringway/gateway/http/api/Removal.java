package io.ringway.gateway.http.api;

import io.ringway.gateway.meetings.Folder;
import io.ringway.gateway.meetings.Participant;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Takes participants out of a meeting. A node may die after each step, so each can be done again: first it is written that one
 * is removed, from when on it gets no token; then its tokens are revoked; only then it is forgotten. Hub only.
 *
 * @param revoke all tokens with an id
 */
record Removal(Folder<Participant> folder, Function<String, Future<Void>> revoke, LongSupplier clock) {
    /** Completes with whom it has removed, or goes on to; empty where nobody of this id is there. */
    Future<Optional<Participant>> remove(String id) {
        return folder.change(id, found -> found.removed(clock.getAsLong()))
                .compose(marked -> marked.isEmpty()
                        ? Future.succeededFuture(marked)
                        : finish(marked.get()).map(marked));
    }

    /** Ends what this node, or one that has died over it, has begun. Who was added again meanwhile is another, and stays. */
    Future<Void> finish(Participant marked) {
        return Future.all(marked.earlierTokenIds().stream().map(revoke).toList())
                .compose(revoked -> folder.change(marked.id(), now -> now.isSameRemoval(marked) ? now.over() : now))
                .mapEmpty();
    }
}
