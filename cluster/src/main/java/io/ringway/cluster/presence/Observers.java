package io.ringway.cluster.presence;

import io.ringway.cluster.Change;
import io.ringway.cluster.Member;
import org.jspecify.annotations.Nullable;

/** What those of this node who look on are told of a room: each step of who is in it with its number, and who is lost or back. As {@link Presence}. */
final class Observers {
    private final Effects effects;

    Observers(Effects effects) {
        this.effects = effects;
    }

    void show(Room room, @Nullable Change change) {
        if (change != null) {
            changed(room, change);
        }
    }

    void changed(Room room, Change change) {
        boolean isStep = switch (change) {
            case Change.Joined joined -> true;
            case Change.Updated updated -> true;
            case Change.Left left -> true;
            case Change.Suspected suspected -> false;
            case Change.Back back -> false;
        };
        Member member = change.member();
        if (change instanceof Change.Joined || change instanceof Change.Left) {
            room.suspicion.settled(member.cid());
        }
        if (isStep) {
            effects.changed(room.group(), room.nextVersion(), change);
        }
        reconsider(room, member);
    }

    /** Something has changed of a member: tells whether it is lost now, or back, where that is news. */
    void reconsider(Room room, Member member) {
        Change news = room.suspicion.news(member);
        if (news != null) {
            effects.changed(room.group(), room.version(), news);
        }
    }
}
