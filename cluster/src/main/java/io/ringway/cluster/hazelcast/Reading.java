package io.ringway.cluster.hazelcast;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import org.jspecify.annotations.Nullable;

/** What only looks at an entry where it is stored: its backup has nothing to do. */
interface Reading<V, R extends @Nullable Object> extends EntryProcessor<String, V, R>, ReadOnly {
    @Override
    default @Nullable EntryProcessor<String, V, R> getBackupProcessor() {
        return null;
    }
}
