package io.ringway.gateway.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Name;
import io.ringway.cluster.claims.Claim;
import io.ringway.cluster.claims.ClaimStep;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table of names of a {@link PeerSimulation}: who holds each. */
final class PeerNames {
    private final Map<Name, Claim> rows = new HashMap<>();
    /** Connections that the table counts no longer, and that may not yet have heard of it. */
    private final Set<Cid> superseded = new HashSet<>();

    /** Carries out a step on a name's row, and returns what was there before. */
    @Nullable
    Claim take(Name name, ClaimStep step) {
        Claim before = rows.get(name);
        write(name, before, step.after(before));
        return before;
    }

    private void write(Name name, @Nullable Claim before, @Nullable Claim after) {
        if (after == null) {
            rows.remove(name);
            return;
        }
        rows.put(name, after);
        superseded.remove(after.cid());
        if (before != null && !before.cid().equals(after.cid())) {
            superseded.add(before.cid());
        }
    }

    @Nullable
    Cid holder(Name name) {
        Claim row = rows.get(name);
        return row == null ? null : row.cid();
    }

    Collection<Claim> rows() {
        return rows.values();
    }

    /** A connection may be open for a moment after its client's next one has taken over; two clients never are. */
    void assertOneHolder(List<PeerClient> clients) {
        Map<Name, Bytes> holders = new HashMap<>();
        for (PeerClient client : clients) {
            if (client.isOpen && !superseded.contains(client.cid)) {
                Bytes before = holders.put(client.name, client.fingerprint);
                assertTrue(before == null || before.equals(client.fingerprint), "two hold " + client.name);
            }
        }
    }
}
