package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The calls of one owner, by id, by connection and by deadline, and the last ones that are over. */
final class CallTable {
    private final Map<CallId, Call> live = new LinkedHashMap<>();
    private final Map<Cid, Set<Call>> byCid = new HashMap<>();
    /** In the order they began to ring, which is the order of their deadlines. */
    private final Set<Call> ringing = new LinkedHashSet<>();

    /** When the callee's node last said that it lives, the longest ago first. */
    private final Map<Call, Long> heard = new LinkedHashMap<>();

    private final Map<CallId, Call> past;

    CallTable(int pastCalls) {
        past = new Recent<>(pastCalls);
    }

    int size() {
        return live.size();
    }

    @Nullable
    Call live(CallId id) {
        return live.get(id);
    }

    /** A call that lives, or is remembered. */
    @Nullable
    Call find(CallId id) {
        Call call = live.get(id);
        return call != null ? call : past.get(id);
    }

    List<Call> of(Cid cid) {
        return List.copyOf(byCid.getOrDefault(cid, Set.of()));
    }

    List<Call> with(Predicate<Cid> party) {
        return live.values().stream()
                .filter(call -> call.parties().stream().anyMatch(party))
                .toList();
    }

    List<Call> expired(long now) {
        List<Call> expired = new ArrayList<>();
        for (Call call : ringing) {
            if (call.deadline > now) {
                break;
            }
            expired.add(call);
        }
        return expired;
    }

    List<Call> silentSince(long time) {
        List<Call> silent = new ArrayList<>();
        for (Map.Entry<Call, Long> one : heard.entrySet()) {
            if (one.getValue() > time) {
                break;
            }
            silent.add(one.getKey());
        }
        return silent;
    }

    void heard(Call call, long now) {
        heard.remove(call);
        heard.put(call, now);
    }

    void add(Call call) {
        live.put(call.id, call);
        ringing.add(call);
        index(call);
    }

    void answered(Call call, Sender callee) {
        call.callee = callee;
        call.state = Call.State.CONNECTING;
        ringing.remove(call);
        index(call);
    }

    void closed(Call call, CloseReason reason) {
        call.parties().forEach(cid -> unindex(cid, call));
        call.state = Call.State.CLOSED;
        call.reason = reason;
        call.kept.clear();
        live.remove(call.id);
        ringing.remove(call);
        heard.remove(call);
        past.put(call.id, call);
    }

    private void index(Call call) {
        call.parties()
                .forEach(cid -> byCid.computeIfAbsent(cid, first -> new LinkedHashSet<>())
                        .add(call));
    }

    private void unindex(Cid cid, Call call) {
        byCid.computeIfPresent(cid, (same, calls) -> {
            calls.remove(call);
            return calls.isEmpty() ? null : calls;
        });
    }

    boolean isEmpty() {
        return live.isEmpty() && byCid.isEmpty() && ringing.isEmpty() && heard.isEmpty();
    }
}
