package io.ringway.cluster.hazelcast;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import io.ringway.cluster.Name;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.claims.Claim;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pages of names. Blocks: call it on a worker thread. What nodes that are gone have left in the table is not listed. */
final class NameListing {
    private static final String KEY = "__key";

    private NameListing() {}

    /** @param alive the ids of the nodes whose connections count */
    static List<Name> page(IMap<String, byte[]> map, Tenant tenant, String after, int limit, Set<Long> alive) {
        String end = Keys.tenant(tenant) + Keys.END;
        String last = Keys.of(tenant, after);
        List<Name> page = new ArrayList<>();
        while (page.size() < limit) {
            int wanted = limit - page.size();
            Predicate<String, byte[]> range =
                    Predicates.and(Predicates.greaterThan(KEY, last), Predicates.lessThan(KEY, end));
            List<Map.Entry<String, byte[]>> rows =
                    List.copyOf(map.entrySet(Predicates.pagingPredicate(range, new ByKey(), wanted)));
            for (Map.Entry<String, byte[]> row : rows) {
                Claim claim = Claimed.read(row.getValue());
                if (claim != null && alive.contains(claim.cid().node().id())) {
                    page.add(new Name(tenant, Keys.name(row.getKey())));
                }
            }
            if (rows.size() < wanted) {
                break;
            }
            last = rows.getLast().getKey();
        }
        return page;
    }

    /** Sent to the members, which sort their part of a page by it. */
    private record ByKey() implements Comparator<Map.Entry<String, byte[]>>, Serializable {
        @Override
        public int compare(Map.Entry<String, byte[]> left, Map.Entry<String, byte[]> right) {
            return left.getKey().compareTo(right.getKey());
        }
    }
}
