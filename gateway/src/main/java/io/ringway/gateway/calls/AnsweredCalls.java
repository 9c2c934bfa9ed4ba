package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What other nodes are to know of the answered calls of a {@link CallCore}, should its node be lost. Reads only. */
public final class AnsweredCalls {
    private final CallTable table;

    AnsweredCalls(CallTable table) {
        this.table = table;
    }

    /** Those that are not over. */
    public List<CallId> all() {
        return table.all().stream()
                .filter(AnsweredCalls::isAnswered)
                .map(call -> call.id)
                .toList();
    }

    /** The connections of the two; empty where the call rings, is over, or is another node's. */
    public List<Cid> partiesOf(CallId id) {
        Call call = find(id);
        return call == null ? List.of() : call.parties();
    }

    /** Whether that party was lost with its node, and is not known to be back. */
    public boolean isMissed(CallId id, Cid party) {
        Call call = find(id);
        return call != null && Absences.isMissed(call, party);
    }

    /** In the form in which calls go to another node; null where {@link #partiesOf} is empty. */
    public CallHandover.@Nullable Owned copyOf(CallId id, long now) {
        Call call = find(id);
        return call == null ? null : Succession.copy(call, now);
    }

    private @Nullable Call find(CallId id) {
        Call call = table.live(id);
        return call != null && isAnswered(call) ? call : null;
    }

    private static boolean isAnswered(Call call) {
        return call.state != Call.State.RINGING;
    }
}
