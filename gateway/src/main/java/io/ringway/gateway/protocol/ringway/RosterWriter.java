package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Member;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;
import java.util.Set;

/** The parts of frames that tell of a group's members. Each begins behind a member of the frame, and does not end it. */
final class RosterWriter {
    private RosterWriter() {}

    static void members(JsonWriter json, Iterable<Member> members, Set<Cid> suspects) {
        json.raw(Key.MEMBERS.next());
        char before = '[';
        for (Member member : members) {
            json.raw(before).raw(Key.CID.first()).plain(member.cid().toString());
            json.raw(Key.USER_ID.next()).string(member.user().id());
            json.raw(Key.META.next()).jsonOrNull(member.meta());
            if (suspects.contains(member.cid())) {
                json.raw(Key.SUSPECT.next()).bool(true);
            }
            json.raw('}');
            before = ',';
        }
        close(json, before);
    }

    static void page(JsonWriter json, Event.MemberPage e) {
        json.raw(Key.GROUP.next()).string(e.group());
        members(json, e.members(), Set.of());
        json.raw(Key.TOTAL.next()).number(e.total());
        if (e.next() != null) {
            json.raw(Key.NEXT.next()).plain(e.next().toString());
        }
    }

    static void total(JsonWriter json, int total) {
        if (total != Event.ALL) {
            json.raw(Key.PARTIAL.next()).bool(true).raw(Key.TOTAL.next()).number(total);
        }
    }

    static void notices(JsonWriter json, Event.Notices e) {
        json.raw(Key.GROUP.next()).string(e.group().name());
        json.raw(Key.SINCE.next()).number(e.since()).raw(Key.VERSION.next()).number(e.version());
        changes(json, e.changes());
    }

    private static void changes(JsonWriter json, List<Change> changes) {
        json.raw(Key.STEPS.next());
        char before = '[';
        for (Change change : changes) {
            json.raw(before).raw(Key.CODE.first()).plain(NoticeCode.of(change).name());
            member(json, change);
            json.raw('}');
            before = ',';
        }
        close(json, before);
    }

    /** Whom a change is of, and what a member says of itself. */
    static void member(JsonWriter json, Change change) {
        Member member = change.member();
        json.raw(Key.USER_ID.next()).string(member.user().id());
        json.raw(Key.CID.next()).plain(member.cid().toString());
        if (!(change instanceof Change.Left)) {
            json.raw(Key.META.next()).jsonOrNull(member.meta());
        }
    }

    static void count(JsonWriter json, Event.Count e) {
        json.raw(Key.GROUP.next()).string(e.group().name());
        json.raw(Key.VERSION.next()).number(e.version()).raw(Key.MEMBERS.next()).number(e.members());
        json.raw(Key.PARTIAL.next()).bool(e.partial());
    }

    private static void close(JsonWriter json, char before) {
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }
}
