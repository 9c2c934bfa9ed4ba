package io.ringway.tests.chaos.check;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one client was told of who is in one group, from a roster on: each change has the next version, takes in who was not there,
 * or takes out who was; and a roster that is shown in between is what that has come to. Of the client itself nothing is told.
 */
final class Watch {
    /** What is wrong with what was told. */
    enum Fault {
        /** Something before it was not told. */
        HOLE,
        /** It had been told. */
        STALE,
        /** Who was told to have come was there already, or who was told to have gone was not. */
        TWICE,
        /** The roster shows somebody else than the changes before it have told of. */
        OTHER
    }

    private final String self;
    private final long began;
    private long version;
    /** Nothing where the group is too large for its members to be told who they are. */
    private @Nullable Set<String> known;

    /** @param cids of all who are there; nothing where the client was not told who they are */
    Watch(long began, String self, long version, @Nullable Collection<String> cids) {
        this.began = began;
        this.self = self;
        this.version = version;
        this.known = cids == null ? null : others(cids);
    }

    /** Since when there is something to hold what is told against. */
    long began() {
        return began;
    }

    private Set<String> others(Collection<String> cids) {
        Set<String> others = new HashSet<>(cids);
        others.remove(self);
        return others;
    }

    /** Up to which the client was told. */
    long version() {
        return version;
    }

    /** Whom the client takes for there, beside itself; nothing where it does not know who is there. */
    @Nullable
    Set<String> known() {
        return known;
    }

    /** A single change, be it of metadata, where nobody comes or goes. Returns what is wrong with it, if anything. */
    @Nullable
    Fault step(long next, List<String> came, List<String> gone) {
        return steps(next - 1, next, came, gone);
    }

    /** Changes from one version to another. Returns what is wrong with them, if anything. */
    @Nullable
    Fault steps(long since, long next, List<String> came, List<String> gone) {
        if (next <= version) {
            return Fault.STALE;
        }
        if (since > version) {
            return Fault.HOLE;
        }
        version = next;
        boolean isNews = true;
        for (String cid : came) {
            isNews &= comes(cid);
        }
        for (String cid : gone) {
            isNews &= goes(cid);
        }
        return isNews ? null : Fault.TWICE;
    }

    private boolean comes(String cid) {
        return known == null || cid.equals(self) || known.add(cid);
    }

    private boolean goes(String cid) {
        return known == null || cid.equals(self) || known.remove(cid);
    }

    /** Who is there was shown, as it was with that version. Returns what is wrong with it, if anything. */
    @Nullable
    Fault shown(long now, Collection<String> cids) {
        Fault fault = null;
        if (now != version) {
            fault = now > version ? Fault.HOLE : Fault.STALE;
        } else if (known != null && !known.equals(others(cids))) {
            fault = Fault.OTHER;
        }
        version = now;
        known = others(cids);
        return fault;
    }

    /** How many there are was told: from here on, nobody is told who comes and goes. */
    @Nullable
    Fault sized(long now) {
        Fault fault = now < version ? Fault.STALE : null;
        version = now;
        known = null;
        return fault;
    }
}
