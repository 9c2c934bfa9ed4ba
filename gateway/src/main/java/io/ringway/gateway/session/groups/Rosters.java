package io.ringway.gateway.session.groups;

import io.ringway.cluster.Cid;
import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.listing.Selection;
import io.ringway.gateway.auth.Action;
import io.ringway.gateway.protocol.Catchup;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.session.Announcer;
import io.ringway.gateway.session.Session;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sessions are told of who is in groups: those that enter, those that ask, and what they are shown of it. Hub only. */
public final class Rosters {
    private final Cluster cluster;
    private final Announcer announcer;

    /** What a session finds that has just come in: who is there, and what it has missed. */
    record Entry(GroupView view, @Nullable Catchup catchup) {}

    Rosters(Cluster cluster, Announcer announcer) {
        this.cluster = cluster;
        this.announcer = announcer;
    }

    /** The view of a group that a session of this node is in. */
    GroupView view(Group group) {
        return Objects.requireNonNull(cluster.view(group), "a group with members here has a view");
    }

    /** Its version, as those in it are told it. */
    long version(Group group) {
        return announcer.version(view(group));
    }

    /** The answer to a join. */
    Event.Joined joined(Session session, long id, Entry entry) {
        GroupView view = entry.view;
        Session.Joined own = own(session, view.group());
        Announcer.Shown shown = announcer.shown(view, session.member(own.meta()));
        return new Event.Joined(
                id,
                view.group().name(),
                shown.version(),
                view.complete(),
                shown.members(),
                shown.total(),
                suspects(own, view, shown),
                entry.catchup);
    }

    private static Session.Joined own(Session session, Group group) {
        return Objects.requireNonNull(session.groups().get(group.name()), "a member asks");
    }

    /** Where only some of the members are shown, nobody is told of suspects either. */
    private static Set<Cid> suspects(Session.Joined own, GroupView view, Announcer.Shown shown) {
        return own.suspects() && shown.total() == Event.ALL ? view.suspects() : Set.of();
    }

    /** Somebody looks into a group, from inside or outside. */
    public void members(Session session, Command.Members command) {
        Group group = session.group(command.group());
        Session.Joined joined = session.groups().get(command.group());
        if (joined != null && command.limit() > 0) {
            session.tell(page(command, view(group).members()));
        } else if (joined != null) {
            GroupView view = view(group);
            Announcer.Shown shown = announcer.shown(view, session.member(joined.meta()));
            session.tell(new Event.Roster(
                    command.id(),
                    group.name(),
                    shown.version(),
                    view.complete(),
                    shown.members(),
                    shown.total(),
                    suspects(joined, view, shown)));
        } else if (session.principal().grants().allows(Action.MEMBERS, command.group())) {
            session.answer(
                    command,
                    cluster.roster(group),
                    members -> command.limit() > 0 ? page(command, members) : roster(command, members));
        } else {
            session.fail(command, ErrorCode.FORBIDDEN, "the token does not allow looking into this group");
        }
    }

    /** Keeps no more than a page, however large the group is. */
    private Event page(Command.Members command, Iterable<Member> all) {
        Selection<String, Member> page =
                new Selection<>(Comparator.naturalOrder(), command.after(), command.limit() + 1);
        int total = 0;
        for (Member member : all) {
            total++;
            page.offer(member.cid().toString(), member);
        }
        List<Member> first = page.rows();
        List<Member> members = announcer.page(first, command.limit());
        boolean isMore = members.size() < first.size();
        return new Event.MemberPage(
                command.id(),
                command.group(),
                members,
                total,
                isMore ? members.getLast().cid() : null);
    }

    /** A group seen from outside: no version, since no notices follow. */
    private Event roster(Command.Members command, List<Member> members) {
        Announcer.Shown shown = announcer.shown(members);
        return new Event.Roster(
                command.id(), command.group(), shown.version(), true, shown.members(), shown.total(), Set.of());
    }
}
