package io.ringway.cluster.seen;

import io.ringway.cluster.Store;
import io.ringway.cluster.Tenant;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

final class NothingSeen implements SeenStore, Store.Absent {
    @Override
    public Future<Void> keep(Tenant tenant, Map<String, Long> times) {
        return Future.succeededFuture();
    }

    @Override
    public Future<List<Long>> times(Tenant tenant, List<String> users) {
        return Future.succeededFuture(users.stream().map(user -> 0L).toList());
    }
}
