package io.ringway.gateway.session.messages;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.GroupView;
import io.ringway.cluster.Member;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.Notification;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.push.Notice;
import io.ringway.gateway.push.Notices;
import io.ringway.gateway.push.Notifier;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pushes of messages, to those whom the messages do not reach. Hub only. */
public final class Notifications {
    /** More of a group's users are not pushed to for one message: that is what the backend's own push is for. */
    private static final int MOST_OF_GROUP = 1_000;

    private final Cluster cluster;
    private final Notifier notifier;

    public Notifications(Cluster cluster, Notifier notifier) {
        this.cluster = cluster;
        this.notifier = notifier;
    }

    /**
     * Completes with whom a message reached that so many connections took. Where it is not known whom to push to, fails if nobody took
     * it: else trying again would bring it twice to those who did.
     */
    Future<Reached> message(UserId to, Sender from, @Nullable Notification notification, int taken) {
        if (notification == null || !notifier.isOn() || (taken > 0 && !notification.always())) {
            return Future.succeededFuture(new Reached(taken, 0));
        }
        return notifier.notify(to, notice(notification, from))
                .recover(unread -> taken > 0 ? Future.succeededFuture(0) : Future.failedFuture(unread))
                .map(pushed -> new Reached(taken, pushed));
    }

    private Notice notice(Notification notification, Sender from) {
        return Notices.message(notification, from.user(), notifier.keptUntil());
    }

    /** To the users in a group whose connections are all lost; with {@code always} to all but the sender. */
    void group(Group group, Sender from, @Nullable Notification notification) {
        GroupView view = notifier.isOn() ? cluster.view(group) : null;
        if (view == null || notification == null) {
            return;
        }
        Set<UserId> users = new HashSet<>();
        Set<UserId> present = new HashSet<>();
        Set<?> suspects = view.suspects();
        for (Member member : view.members()) {
            users.add(member.user());
            if (!suspects.contains(member.cid())) {
                present.add(member.user());
            }
            if (users.size() > MOST_OF_GROUP) {
                break;
            }
        }
        users.remove(from.user());
        if (!notification.always()) {
            users.removeAll(present);
        }
        Notice notice = notice(notification, from);
        users.forEach(user -> notifier.notify(user, notice));
    }
}
