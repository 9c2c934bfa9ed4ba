package io.ringway.gateway.history;

import io.ringway.cluster.Group;
import io.ringway.cluster.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The groups whose histories this node has to do with, and the memory that they take. Tenants share it: each may use what the others
 * do not, and where there is too little, the one that has most gives way, down to what the next has.
 */
final class KnownGroups {
    /** Where several tenants have equally much, each gives up so small a part of it at a time. */
    private static final int PARTS = 64;

    private final Function<Group, @Nullable HistoryPolicy> policies;
    private final Blanks blanks;
    private final Map<Tenant, Share> shares = new HashMap<>();
    private final Agenda agenda = new Agenda();
    private Size size = Size.NONE;

    /** @param policies what is kept of a group; null where nothing is */
    KnownGroups(Function<Group, @Nullable HistoryPolicy> policies, Blanks blanks) {
        this.policies = policies;
        this.blanks = blanks;
    }

    /** What is done meanwhile does not change it. */
    List<GroupHistory> all() {
        List<GroupHistory> all = new ArrayList<>();
        shares.values().forEach(share -> all.addAll(share.all()));
        return all;
    }

    /** Those to look at in this tick, by their turns. Each is {@link #looked} at then. */
    List<GroupHistory> due(long now) {
        return agenda.due(now);
    }

    void looked(GroupHistory one, boolean isBusy, long now) {
        if (!one.isKnown) {
            return;
        }
        count(one, one.size());
        if (isBusy) {
            agenda.soon(one);
        } else {
            agenda.later(one, now);
        }
    }

    @Nullable
    GroupHistory get(Group group) {
        Share share = shares.get(group.tenant());
        return share == null ? null : share.get(group);
    }

    /** Whether a group has a history. */
    boolean covers(Group group) {
        Share share = shares.get(group.tenant());
        return (share != null && share.has(group)) || policies.apply(group) != null;
    }

    /** @throws IllegalArgumentException where it has none */
    GroupHistory touch(Group group, long now) {
        GroupHistory known = get(group);
        if (known != null) {
            known.touch(now);
            agenda.soon(known);
            return known;
        }
        HistoryPolicy policy = policies.apply(group);
        if (policy == null) {
            throw new IllegalArgumentException("a group without a history");
        }
        GroupHistory one = new GroupHistory(group, policy, now);
        one.isKnown = true;
        shares.computeIfAbsent(group.tenant(), tenant -> new Share()).add(one);
        note(one);
        return one;
    }

    /** Something was done with it: it is looked at in the next tick, and counted as it is by now. Nothing where it was removed. */
    void note(GroupHistory one) {
        if (one.isKnown) {
            agenda.soon(one);
            count(one, one.size());
        }
    }

    private void count(GroupHistory one, Size after) {
        Size before = one.counted;
        if (!after.equals(before)) {
            one.counted = after;
            size = size.minus(before).plus(after);
            share(one).change(before, after);
        }
    }

    private Share share(GroupHistory one) {
        return shares.computeIfAbsent(one.group.tenant(), tenant -> new Share());
    }

    void remove(GroupHistory one) {
        Share share = share(one);
        count(one, Size.NONE);
        share.remove(one);
        one.isKnown = false;
        if (share.isEmpty()) {
            shares.remove(one.group.tenant());
        }
        agenda.remove(one);
        Regime regime = one.replica.regime();
        if (regime != null && !one.isBlank()) {
            blanks.forgotten(one.group, regime.epoch());
        }
    }

    /** Nothing is kept of these any more: whoever waits for something of them is told so. */
    void forget(Predicate<Group> which) {
        for (GroupHistory one : all()) {
            if (which.test(one.group)) {
                remove(one);
                one.giveUp();
            }
        }
    }

    /** Others may go on without this node. */
    void cutOff() {
        for (GroupHistory one : all()) {
            one.cutOff();
            note(one);
        }
    }

    Size size() {
        return size;
    }

    /**
     * Gives up groups that nothing was said in until they are no more than so many, and of the others what is not in use, and then the
     * oldest messages, until they take no more than so many bytes.
     */
    void shrink(long mostBytes, long mostBlanks, long now) {
        shrink(mostBlanks, Size::blanks, this::giveUpBlanks);
        shrink(mostBytes, Size::bytes, (share, wanted) -> giveUp(share, wanted, now));
    }

    private void shrink(long most, ToLongFunction<Size> of, ToLongBiFunction<Share, Long> giveUp) {
        Set<Share> done = new HashSet<>();
        for (long over = of.applyAsLong(size) - most; over > 0; over = of.applyAsLong(size) - most) {
            @Nullable Share largest = null;
            long its = 0;
            long next = 0;
            for (Share one : shares.values()) {
                long takes = done.contains(one) ? 0 : of.applyAsLong(one.size());
                next = Math.max(next, Math.min(takes, its));
                if (takes > its) {
                    largest = one;
                    its = takes;
                }
            }
            if (largest == null) {
                return;
            }
            long wanted = Math.min(over, Math.max(its - next, its / PARTS + 1));
            if (giveUp.applyAsLong(largest, wanted) < wanted) {
                done.add(largest);
            }
        }
    }

    private long giveUpBlanks(Share share, long wanted) {
        long given = 0;
        for (GroupHistory one : share.all()) {
            if (given >= wanted) {
                break;
            }
            if (one.isBlank() && one.isUnused()) {
                remove(one);
                given++;
            }
        }
        return given;
    }

    private long giveUp(Share share, long wanted, long now) {
        long before = share.size().bytes();
        for (GroupHistory one : share.all()) {
            long given = before - share.size().bytes();
            if (given >= wanted) {
                break;
            }
            Log log = one.replica.log();
            if (one.isBlank() || log == null) {
                continue;
            }
            if (one.isIdle(now)) {
                remove(one);
            } else {
                log.giveUp(wanted - given, one.trimmable());
                note(one);
            }
        }
        return before - share.size().bytes();
    }
}
