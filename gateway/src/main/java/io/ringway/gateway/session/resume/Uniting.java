package io.ringway.gateway.session.resume;

import io.ringway.cluster.Cluster;
import io.ringway.cluster.Group;
import io.ringway.cluster.LeaveReason;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.envelope.CallHandover;
import io.ringway.gateway.protocol.envelope.Envelope;
import io.ringway.gateway.protocol.envelope.EnvelopeCodec;
import io.ringway.gateway.protocol.envelope.SessionState;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.calls.Calling;
import io.ringway.gateway.session.groups.Membership;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sessions that this node had given away, and taken back before it read that the other node had taken them after all, which now gives
 * them back. The one that is here stays: a second one of the same id would end after its grace, and take the first out of its groups.
 * What the other node has kept of what was said is lost, and that is told. Hub only.
 */
final class Uniting {
    private final Cluster cluster;
    private final Sessions sessions;
    private final Membership membership;
    private final Calling calling;

    Uniting(Resumption.Parts parts) {
        this.cluster = parts.cluster();
        this.sessions = parts.sessions();
        this.membership = parts.membership();
        this.calling = parts.calling();
    }

    /** @param shown the number of the token that is shown for it here, and that the other node has taken */
    void unite(Session here, SessionState state, NodeRef from, int shown) {
        Passage passage = here.passage();
        // Its client was there, if anywhere, and is in what it was told there that it is in.
        boolean isAsThere = here.isParked() && passage.isAhead();
        int moves = state.moves() + 1;
        passage.unite(moves, state.generation(), shown, state.heard());
        cluster.adopt(state.cid(), passage.moves());
        CallHandover calls = state.calls();
        if (isAsThere) {
            calling.handovers().give(here, calls);
            regroup(here, state.groups());
        } else {
            // It may have hung up here meanwhile.
            calling.handovers()
                    .give(here, new CallHandover(calls.from(), List.of(), calls.ended(), calls.filed(), calls.calls()));
        }
        cluster.post(from, EnvelopeCodec.encode(new Envelope.Crossed(here.tenant(), here.cid(), moves)));
        passage.tear();
        here.line().close(CloseCode.OVERLOADED);
    }

    private void regroup(Session here, List<SessionState.Membership> groups) {
        Set<String> names = groups.stream().map(SessionState.Membership::group).collect(Collectors.toSet());
        for (String name : List.copyOf(here.groups().keySet())) {
            Group group = here.group(name);
            if (!names.contains(name) && sessions.exit(here, group)) {
                cluster.leave(group, here.cid(), LeaveReason.LEFT);
            }
        }
        for (SessionState.Membership there : groups) {
            // Also where its last token here forbids it: it had another one there, and the next one decides.
            if (!here.groups().containsKey(there.group())) {
                Group group = here.group(there.group());
                var unused = cluster.join(group, here.member(there.meta()));
                sessions.enter(here, group, there.meta(), there.suspects());
                cluster.suspect(group, here.cid(), here.isParked());
            }
        }
        membership.expulsions().leaveClosed(here);
    }
}
