package io.ringway.gateway.calls;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.cluster.listing.Roll;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Sender;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of one owner, by id, by connection and by deadline, and the last ones that are over. */
final class CallTable {
    private final Map<CallId, Call> live = new LinkedHashMap<>();
    private final Map<Cid, Set<Call>> byCid = new HashMap<>();

    /** Those that ring, by whoever has said that it hears them. */
    private final Map<Cid, Set<Call>> hearing = new HashMap<>();

    private final Roll<Tenant, CallId, Call> byTenant = new Roll<>(Comparator.naturalOrder());
    private final Roll<UserId, CallId, Call> byUser = new Roll<>(Comparator.naturalOrder());
    private final TreeSet<Call> ringing =
            new TreeSet<>(Comparator.<Call>comparingLong(call -> call.deadline).thenComparing(call -> call.id));
    private final Set<Call> suspected = new LinkedHashSet<>();

    /** When a party's node last said that it lives, the longest ago first. */
    private final Map<LegRef, Long> heard = new LinkedHashMap<>();

    private final Map<CallId, Call> past;
    private final KeptSignals kept;
    private final Graces graces;

    CallTable(CallOptions options) {
        past = new Recent<>(options.closedCalls());
        kept = new KeptSignals(options);
        graces = new Graces(options.silentMillis());
    }

    /** How long parties are waited for. */
    Graces graces() {
        return graces;
    }

    /** What is kept of those that ring. */
    KeptSignals kept() {
        return kept;
    }

    /** The next of those that live, by their ids; of one of the two users, or of all where that is empty. */
    List<Call> page(Tenant tenant, String user, @Nullable CallId after, int limit) {
        return user.isEmpty()
                ? byTenant.page(tenant, after, limit)
                : byUser.page(new UserId(tenant, user), after, limit);
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

    /** Those that live, in no order. */
    Collection<Call> all() {
        return live.values();
    }

    List<Call> of(Cid cid) {
        return List.copyOf(byCid.getOrDefault(cid, Set.of()));
    }

    /** Those that ring on this connection, as it has said. */
    List<Call> ringingOn(Cid device) {
        return hearing.getOrDefault(device, Set.of()).stream()
                .filter(call -> !call.silenced.contains(device))
                .toList();
    }

    /** A device says that it rings. */
    void hears(Call call, Cid device) {
        call.heardBy.add(device);
        indexDevice(call, device);
    }

    private void indexDevice(Call call, Cid device) {
        hearing.computeIfAbsent(device, first -> new LinkedHashSet<>()).add(call);
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

    /** Those that nobody has answered, the first to end first. */
    Stream<Call> ringing() {
        return ringing.stream();
    }

    List<Call> suspected() {
        return List.copyOf(suspected);
    }

    void suspect(Call call, Cid party, long until) {
        call.suspects.put(party, until);
        suspected.add(call);
        if (!isWatched(call, party)) {
            heard.remove(new LegRef(call.id, party));
        }
    }

    /** Whether signs of life are due: those who are away are spoken for by their node, unless that is lost and there is a deadline. */
    static boolean isWatched(Call call, Cid party) {
        return call.suspects.getOrDefault(party, Absences.OPEN_END) == Absences.OPEN_END;
    }

    /** False where nothing was wrong with it. */
    boolean back(Call call, Cid party) {
        boolean was = call.suspects.remove(party) != null;
        if (call.suspects.isEmpty()) {
            suspected.remove(call);
        }
        return was;
    }

    List<LegRef> silentSince(long time) {
        List<LegRef> silent = new ArrayList<>();
        for (Map.Entry<LegRef, Long> one : heard.entrySet()) {
            if (one.getValue() > time) {
                break;
            }
            silent.add(one.getKey());
        }
        return silent;
    }

    void heard(Call call, Cid party, long now) {
        LegRef leg = new LegRef(call.id, party);
        heard.remove(leg);
        heard.put(leg, now);
    }

    void add(Call call, long now) {
        live.put(call.id, call);
        past.remove(call.id);
        if (call.state == Call.State.RINGING) {
            ringing.add(call);
            kept.take(call);
        } else {
            hear(call, now);
        }
        if (!call.suspects.isEmpty()) {
            suspected.add(call);
        }
        call.heardBy.forEach(device -> indexDevice(call, device));
        index(call);
    }

    /** A device of the caller has taken a call of the backend's. */
    void started(Call call, Sender device, long deadline) {
        ringing.remove(call);
        rangOut(call);
        suspected.remove(call);
        call.started(device, deadline);
        ringing.add(call);
        index(call);
    }

    void answered(Call call, Sender callee, long now) {
        unindex(call);
        call.callee = callee;
        call.state = Call.State.CONNECTING;
        call.answeredAt = now;
        call.head = call.head.answered(callee.user().id(), callee.cid(), now);
        rangOut(call);
        call.suspects.keySet().retainAll(call.parties());
        back(call, Objects.requireNonNull(callee.cid(), "only a connection accepts"));
        ringing.remove(call);
        kept.give(call);
        index(call);
        hear(call, now);
    }

    /** From now on, every party has to give signs of life. */
    void hear(Call call, long now) {
        call.parties().stream().filter(party -> isWatched(call, party)).forEach(party -> heard(call, party, now));
    }

    /** One of the two parties is another connection of the same user from now on. */
    void moved(Call call, Cid from, Sender to, long now) {
        unindex(call);
        back(call, from);
        heard.remove(new LegRef(call.id, from));
        call.moved(from, to, now);
        index(call);
        hear(call, now);
    }

    void closed(Call call, CloseReason reason) {
        remove(call);
        call.state = Call.State.CLOSED;
        call.reason = reason;
        call.kept.clear();
        past.put(call.id, call);
    }

    /** Takes a call out as if it had never been here. */
    void remove(Call call) {
        unindex(call);
        rangOut(call);
        call.parties().forEach(cid -> heard.remove(new LegRef(call.id, cid)));
        live.remove(call.id);
        ringing.remove(call);
        kept.give(call);
        suspected.remove(call);
    }

    private void rangOut(Call call) {
        call.heardBy.forEach(device -> drop(hearing, device, call));
    }

    private static void drop(Map<Cid, Set<Call>> index, Cid cid, Call call) {
        index.computeIfPresent(cid, (same, calls) -> {
            calls.remove(call);
            return calls.isEmpty() ? null : calls;
        });
    }

    private void index(Call call) {
        byTenant.put(call.tenant(), call.id, call);
        call.users().forEach(user -> byUser.put(user, call.id, call));
        call.parties()
                .forEach(cid -> byCid.computeIfAbsent(cid, first -> new LinkedHashSet<>())
                        .add(call));
    }

    private void unindex(Call call) {
        byTenant.remove(call.tenant(), call.id);
        call.users().forEach(user -> byUser.remove(user, call.id));
        call.parties().forEach(cid -> drop(byCid, cid, call));
    }

    boolean isEmpty() {
        return live.isEmpty()
                && byCid.isEmpty()
                && hearing.isEmpty()
                && byTenant.isEmpty()
                && byUser.isEmpty()
                && ringing.isEmpty()
                && heard.isEmpty()
                && suspected.isEmpty()
                && kept.isEmpty();
    }
}
