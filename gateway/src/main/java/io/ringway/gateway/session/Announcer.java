package io.ringway.gateway.session;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.gateway.config.PresenceConfig;
import io.ringway.gateway.protocol.Event;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the members of groups who comes and goes: of each change at once in a small group, of many together in a larger one,
 * and in a very large one only how many there are. What it costs one member is thereby bounded, whatever the others do. Hub
 * only.
 */
public final class Announcer {
    /** A group goes back to a smaller one's way at this many hundredths, so that it does not go to and fro. */
    private static final int BACK_PERCENT = 90;

    private static final int FULL_PERCENT = 100;

    /** So many changes are not kept waiting, and are not put into one frame. */
    private static final int MOST_CHANGES = 500;

    /** How many members a roster shows that is cut. */
    private static final int SAMPLE = 100;

    private final Cluster cluster;
    private final Sessions sessions;
    private final PresenceConfig config;
    private final RosterBytes rosterBytes;
    private final Consumer<Runnable> afterInterval;
    private final Set<GroupChannel> changed = new LinkedHashSet<>();
    private boolean armed;
    private boolean stopped;

    /** How a group's members are told, where it is not each change at once. */
    sealed interface Mode {
        /** What has changed since they were told last. */
        record Batches(NoticeBatch batch) implements Mode {}

        /** @param told the version of the last count */
        record Counts(long told) implements Mode {}
    }

    /**
     * A group as a member of it is told.
     *
     * @param total how many members there are where not all are shown, else {@link Event#ALL}
     */
    public record Shown(long version, Iterable<Member> members, int total) {}

    /** @param afterInterval runs a task on the hub after {@link PresenceConfig#batchInterval} */
    public Announcer(
            Cluster cluster,
            Sessions sessions,
            PresenceConfig config,
            RosterBytes rosterBytes,
            Consumer<Runnable> afterInterval) {
        this.cluster = cluster;
        this.sessions = sessions;
        this.config = config;
        this.rosterBytes = rosterBytes;
        this.afterInterval = afterInterval;
    }

    /** The group has changed, and has this version now. */
    public void changed(Group group, long version, Change change) {
        GroupChannel channel = sessions.channel(group);
        if (channel == null) {
            return;
        }
        boolean isAside = change instanceof Change.Suspected || change instanceof Change.Back;
        Mode mode = mode(channel, cluster.view(group), isAside ? version : version - 1);
        switch (mode) {
            case null -> tell(group, version, change);
            case Mode.Counts counts -> later(channel);
            case Mode.Batches(NoticeBatch batch) -> {
                batch.add(change);
                if (batch.size() >= MOST_CHANGES) {
                    tell(channel);
                } else {
                    later(channel);
                }
            }
        }
    }

    /** The way in which a group's members are told; one that has grown gets another, and has been told everything so far. */
    private @Nullable Mode mode(GroupChannel channel, @Nullable GroupView view, long told) {
        Mode mode = channel.mode();
        if (mode == null && view != null && view.size() > config.batchAbove()) {
            mode = view.size() > config.countsAbove() ? new Mode.Counts(told) : new Mode.Batches(new NoticeBatch(told));
            channel.mode(mode);
            if (mode instanceof Mode.Counts) {
                // Its members may have had the whole roster until now, and are to know that it is none any more.
                channel.deliver(new Event.Count(channel.group(), told, view.size(), true), null);
            }
        }
        return mode;
    }

    private void tell(Group group, long version, Change change) {
        boolean isAside = change instanceof Change.Suspected || change instanceof Change.Back;
        GroupChannel channel = isAside ? sessions.watchers(group) : sessions.channel(group);
        if (channel != null) {
            channel.deliver(new Event.Notice(group, version, change), null);
        }
    }

    private void later(GroupChannel channel) {
        changed.add(channel);
        if (!armed) {
            armed = true;
            afterInterval.accept(this::tellAll);
        }
    }

    /** Nothing is told from now on: the cluster is left. */
    public void stop() {
        stopped = true;
    }

    private void tellAll() {
        if (stopped) {
            return;
        }
        armed = false;
        List<GroupChannel> due = new ArrayList<>(changed);
        changed.clear();
        due.forEach(this::tell);
    }

    private void tell(GroupChannel channel) {
        GroupView view = cluster.view(channel.group());
        // Where the last member left, and the group began anew, there is another channel.
        if (view != null && channel.equals(sessions.channel(channel.group()))) {
            switch (channel.mode()) {
                case null -> {}
                case Mode.Batches(NoticeBatch batch) -> tell(channel, view, batch);
                case Mode.Counts(long told) -> tell(channel, view, told);
            }
        }
    }

    private void tell(GroupChannel channel, GroupView view, NoticeBatch batch) {
        Group group = channel.group();
        long version = view.version();
        List<Change> changes = batch.changes();
        if (isHuge(view, FULL_PERCENT)) {
            if (!rosterBytes.isOver(view.members(), FULL_PERCENT)) {
                channel.deliver(new Event.Notices(group, batch.since(), version, changes), false);
            }
            count(channel, view);
            return;
        }
        boolean isSmall = isBelow(view, config.batchAbove());
        boolean isNews = !changes.isEmpty() || isSmall;
        if (isNews) {
            channel.deliver(new Event.Notices(group, batch.since(), version, changes), true);
        }
        long told = isNews ? version : batch.since();
        batch.asides().forEach(aside -> tell(group, told, aside));
        channel.mode(isSmall ? null : new Mode.Batches(new NoticeBatch(told)));
    }

    private void tell(GroupChannel channel, GroupView view, long told) {
        boolean isHuge = isHuge(view, BACK_PERCENT);
        if (view.version() != told || !isHuge) {
            channel.deliver(new Event.Count(channel.group(), view.version(), view.size(), isHuge), null);
        }
        channel.mode(isHuge ? new Mode.Counts(view.version()) : new Mode.Batches(new NoticeBatch(view.version())));
    }

    /** From here on its members are only told how many there are. */
    private static void count(GroupChannel channel, GroupView view) {
        channel.deliver(new Event.Count(channel.group(), view.version(), view.size(), true), null);
        channel.mode(new Mode.Counts(view.version()));
    }

    /** Whether there are too many for a roster, or they say too much of themselves. */
    private boolean isHuge(GroupView view, int percent) {
        return view.size() > (long) config.countsAbove() * percent / 100 || rosterBytes.isOver(view.members(), percent);
    }

    private static boolean isBelow(GroupView view, int bound) {
        return view.size() <= (long) bound * BACK_PERCENT / 100;
    }

    /** A group of this node's as one of its members is told it now: what follows is told from this version on. */
    public Shown shown(GroupView view, Member asker) {
        GroupChannel channel = sessions.channel(view.group());
        Mode mode = channel == null ? null : mode(channel, view, view.version());
        if (channel != null && !(mode instanceof Mode.Counts) && isHuge(view, FULL_PERCENT)) {
            if (mode == null) {
                count(channel, view);
            } else {
                tell(channel);
            }
            mode = channel.mode();
        }
        return switch (mode) {
            case null -> new Shown(view.version(), view.members(), Event.ALL);
            case Mode.Batches(NoticeBatch batch) ->
                new Shown(batch.since(), batch.told(view.members(), asker.cid()), Event.ALL);
            case Mode.Counts(long told) -> new Shown(told, sample(view.members(), asker), view.size());
        };
    }

    /** The version that the members of a group have been told. */
    public long version(GroupView view) {
        GroupChannel channel = sessions.channel(view.group());
        return switch (channel == null ? null : channel.mode()) {
            case null -> view.version();
            case Mode.Batches(NoticeBatch batch) -> batch.since();
            case Mode.Counts(long told) -> told;
        };
    }

    /** The first of them, as many as one frame may list. */
    public List<Member> page(Iterable<Member> members, int atMost) {
        return rosterBytes.first(members, atMost);
    }

    /** What somebody is shown who is no member. */
    public Shown shown(List<Member> members) {
        boolean isHuge = members.size() > config.countsAbove() || rosterBytes.isOver(members, FULL_PERCENT);
        return isHuge
                ? new Shown(Event.NO_VERSION, rosterBytes.first(members, SAMPLE), members.size())
                : new Shown(Event.NO_VERSION, members, Event.ALL);
    }

    /** Some of the members, and the one who asks. */
    private List<Member> sample(Iterable<Member> members, Member asker) {
        List<Member> sample = new ArrayList<>(SAMPLE);
        sample.add(asker);
        for (Member member : members) {
            if (sample.size() == SAMPLE) {
                break;
            }
            if (!member.cid().equals(asker.cid())) {
                sample.add(member);
            }
        }
        return rosterBytes.first(sample, SAMPLE);
    }

    /** Clients of some wires wait for their own arrival. */
    public static void echo(Session session, GroupView view) {
        if (session.dialect().echoes()) {
            session.tell(
                    new Event.Notice(view.group(), view.version(), new Change.Joined(session.member(Bytes.EMPTY))));
        }
    }
}
