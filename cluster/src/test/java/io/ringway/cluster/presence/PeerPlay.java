package io.ringway.cluster.presence;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.Change;
import io.ringway.cluster.Cid;
import io.ringway.cluster.Group;
import io.ringway.cluster.Member;
import io.ringway.cluster.NodeRef;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** One core, and a test that plays its peer: what the core tells of, sends, asks for and answers is in its lists. */
abstract class PeerPlay implements Effects {
    static final NodeRef SELF = new NodeRef(1, 0);
    static final NodeRef PEER = new NodeRef(2, 0);
    static final Group GROUP = new Group(new Tenant("t"), "g");
    final List<String> notices = new ArrayList<>();
    final List<Message> sent = new ArrayList<>();
    final List<Boolean> answers = new ArrayList<>();
    final Presence presence = new Presence(SELF, this, 0, 0);
    int lookups;

    @BeforeEach
    void meet() {
        presence.nodeUp(0, PEER);
    }

    @Override
    public void changed(Group group, long version, Change change) {
        String reason = change instanceof Change.Left left ? " " + left.reason() : "";
        notices.add(change.getClass().getSimpleName() + " " + change.member().user() + reason);
    }

    @Override
    public void send(NodeRef to, Message message) {
        sent.add(message);
    }

    @Override
    public void lookup(Group group) {
        lookups++;
    }

    @Override
    public void counted(Group group, int members) {}

    static Member member(NodeRef node, String user) {
        return new Member(new Cid(node, user.hashCode(), 0), new UserId(GROUP.tenant(), user), Bytes.EMPTY);
    }

    final void join(String user) {
        presence.join(0, GROUP, member(SELF, user), view -> answers.add(view.complete()));
    }

    static Message.Snapshot snapshot(long generation, long seq, String... users) {
        return new Message.Snapshot(GROUP, shard(generation, seq, users));
    }

    static Message.Shard shard(long generation, long seq, String... users) {
        List<Member> members = new ArrayList<>();
        for (String user : users) {
            members.add(member(PEER, user));
        }
        return new Message.Shard(generation, seq, members);
    }

    static Message.Delta joined(long generation, long seq, String user) {
        return new Message.Delta(GROUP, generation, seq, new Change.Joined(member(PEER, user)));
    }

    final void receive(Message message) {
        presence.receive(10, PEER, message);
    }
}
