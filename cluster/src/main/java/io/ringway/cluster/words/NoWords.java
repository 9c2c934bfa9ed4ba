package io.ringway.cluster.words;

import io.ringway.cluster.Store;
import io.vertx.core.Future;
import java.util.List;

final class NoWords implements WordStore, Store.Absent {
    @Override
    public Future<Void> keep(List<Word> words) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> forget(List<Word> words) {
        return Future.succeededFuture();
    }

    @Override
    public Future<Page> page(String from) {
        return Future.succeededFuture(new Page(List.of(), ""));
    }
}
