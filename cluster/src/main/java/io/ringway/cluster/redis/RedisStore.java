package io.ringway.cluster.redis;

import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.Optional;

/** A store behind a link of its own: it is as well as the link is, and closes it. Hub only. */
abstract class RedisStore implements Store {
    final RedisLink link;

    RedisStore(RedisLink link) {
        this.link = link;
    }

    @Override
    public Optional<String> trouble() {
        return link.trouble();
    }

    @Override
    public Future<Void> close() {
        return link.close();
    }
}
