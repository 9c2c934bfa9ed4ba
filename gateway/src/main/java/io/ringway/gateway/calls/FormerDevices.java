package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.calls.Call.Role;
import io.ringway.gateway.protocol.envelope.CallHandover;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections that had a call before others of their users took it from them, and may still be asked for it. Goes with the call. */
final class FormerDevices {
    private static final int MOST = 16;

    private final Map<Cid, Former> former = new Recent<>(MOST);

    private record Former(Role side, long since) {}

    /** One connection has taken the call from another, which was on that side. */
    void taken(Cid from, Role side, @Nullable Cid to, long now) {
        former.put(from, new Former(side, now));
        former.remove(to);
    }

    /** When the call was taken from this one; {@link Long#MIN_VALUE} where it was not. */
    long takenAt(@Nullable Cid from) {
        Former had = former.get(from);
        return had == null ? Long.MIN_VALUE : had.since;
    }

    /** Which side this one was; null where it had no part in the call, or has it. */
    @Nullable
    Role sideOf(@Nullable Cid cid) {
        Former had = former.get(cid);
        return had == null ? null : had.side;
    }

    /** For the call's next owner, the first first. */
    List<CallHandover.Former> leave(long now) {
        return former.entrySet().stream()
                .map(one -> new CallHandover.Former(
                        one.getKey(), one.getValue().side == Role.CALLER, Math.max(0, now - one.getValue().since)))
                .toList();
    }

    void arrive(List<CallHandover.Former> all, long now) {
        all.forEach(one ->
                former.put(one.device(), new Former(one.outgoing() ? Role.CALLER : Role.CALLEE, now - one.takenAgo())));
    }
}
