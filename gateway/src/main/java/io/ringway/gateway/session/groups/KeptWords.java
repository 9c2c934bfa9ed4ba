package io.ringway.gateway.session.groups;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.words.WordStore;
import io.ringway.cluster.words.WordStore.Word;
import io.ringway.gateway.groups.Entry;
import io.ringway.gateway.protocol.envelope.BackendStep;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.EnvelopeException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is said of groups, in the store that outlives every node, where there is one. What it does not take is offered again, once
 * a second, for as long as this node lives. Hub only.
 */
public final class KeptWords {
    private static final int BATCH = 500;
    private static final char BETWEEN = '\n';

    private final WordStore store;
    private final Map<Entry.Id, Entry> unsaved = new LinkedHashMap<>();
    private boolean isSaving;
    private boolean isRead;

    public KeptWords(WordStore store) {
        this.store = store;
    }

    boolean isThere() {
        return store.isThere();
    }

    Future<Void> keep(List<Entry> words) {
        return store.keep(words.stream().map(KeptWords::word).toList()).onFailure(away -> words.forEach(this::owe));
    }

    private void owe(Entry word) {
        unsaved.merge(word.id(), word, (owed, next) -> next.version() >= owed.version() ? next : owed);
    }

    /** They have ended, everywhere. One that is not forgotten now is found to have ended when it is read. */
    void forget(List<Entry> words) {
        for (int from = 0; from < words.size() && store.isThere(); from += BATCH) {
            var unused = store.forget(words.subList(from, Math.min(words.size(), from + BATCH)).stream()
                    .map(KeptWords::word)
                    .toList());
        }
    }

    /**
     * Reads everything, unless that was done.
     *
     * @param take is given each word; what it says had ended is forgotten
     */
    Future<Void> read(Consumer<Entry> take) {
        return isRead || !store.isThere() ? Future.succeededFuture() : read("", take);
    }

    private Future<Void> read(String from, Consumer<Entry> take) {
        return store.page(from).compose(page -> {
            page.words().forEach(word -> words(word).forEach(take));
            if (!page.next().isEmpty()) {
                return read(page.next(), take);
            }
            isRead = true;
            return Future.succeededFuture();
        });
    }

    /** Once a second. */
    void tick() {
        if (isSaving || unsaved.isEmpty()) {
            return;
        }
        List<Entry> batch = unsaved.values().stream().limit(BATCH).toList();
        isSaving = true;
        store.keep(batch.stream().map(KeptWords::word).toList()).onComplete(done -> {
            isSaving = false;
            if (done.succeeded()) {
                batch.forEach(entry -> unsaved.remove(entry.id(), entry));
            }
        });
    }

    /** What separates the parts of a key is in none of them but the last. */
    private static Word word(Entry entry) {
        Entry.Id id = entry.id();
        Tenant tenant = id.group().tenant();
        String key = tenant.name() + BETWEEN + id.group().name() + BETWEEN + id.kind() + BETWEEN + id.key();
        Buffer body = EnvelopeCodec.encode(new Envelope.OfBackend(new BackendStep.GroupWords(tenant, List.of(entry))));
        return new Word(key, "%016x%016x".formatted(entry.version(), entry.node()), Bytes.wrap(body.getBytes()));
    }

    /** What another version of this program has written may be unreadable here; it stays where it is. */
    private static List<Entry> words(Word word) {
        try {
            return EnvelopeCodec.decode(Buffer.buffer(word.body().array()))
                            instanceof Envelope.OfBackend(BackendStep.GroupWords words)
                    ? words.entries()
                    : new ArrayList<>();
        } catch (EnvelopeException unreadable) {
            return List.of();
        }
    }
}
