package io.ringway.cluster.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryView;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapEvictionPolicyComparator;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryEvictedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import io.ringway.cluster.lists.ListKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which of a map's lists go where a node has too many: of the tenant that has most of them on this node those that were used
 * longest ago, so that nobody pushes out what others have. Hazelcast draws some at random and asks about these: a tenant with most
 * lists is as good as always among them. Knows how many each tenant has by being told of each that comes and goes, and
 * by counting when partitions have moved. Any thread.
 */
final class Crowding implements MapEvictionPolicyComparator<String, byte[]> {
    private static final long serialVersionUID = 1;

    private final ConcurrentHashMap<String, Integer> lists = new ConcurrentHashMap<>();
    private final LongAdder pushedOut = new LongAdder();

    /** What Hazelcast tells of the entries that this node owns. */
    private final class Ear
            implements EntryAddedListener<String, byte[]>,
                    EntryRemovedListener<String, byte[]>,
                    EntryEvictedListener<String, byte[]> {
        @Override
        public void entryAdded(EntryEvent<String, byte[]> event) {
            lists.merge(ListKey.tenantOf(event.getKey()), 1, Integer::sum);
        }

        @Override
        public void entryRemoved(EntryEvent<String, byte[]> event) {
            gone(event.getKey());
        }

        @Override
        public void entryEvicted(EntryEvent<String, byte[]> event) {
            pushedOut.increment();
            gone(event.getKey());
        }
    }

    private void gone(String key) {
        lists.computeIfPresent(ListKey.tenantOf(key), (tenant, count) -> count > 1 ? count - 1 : null);
    }

    void listenTo(IMap<String, byte[]> map) {
        map.addLocalEntryListener(new Ear());
    }

    /** Counts anew. Reads every key of this node: on a thread that may wait. */
    void count(IMap<String, byte[]> map) {
        Map<String, Integer> counted = new HashMap<>();
        map.localKeySet().forEach(key -> counted.merge(ListKey.tenantOf(key), 1, Integer::sum));
        lists.keySet().retainAll(counted.keySet());
        lists.putAll(counted);
    }

    long pushedOut() {
        return pushedOut.sum();
    }

    /** The lesser goes first. */
    @Override
    public int compare(EntryView<String, byte[]> one, EntryView<String, byte[]> other) {
        int byTenant = Integer.compare(crowd(other), crowd(one));
        return byTenant == 0 ? Long.compare(lastUse(one), lastUse(other)) : byTenant;
    }

    private int crowd(EntryView<String, byte[]> entry) {
        return lists.getOrDefault(ListKey.tenantOf(entry.getKey()), 0);
    }

    private static long lastUse(EntryView<String, byte[]> entry) {
        return Math.max(entry.getCreationTime(), entry.getLastAccessTime());
    }
}
