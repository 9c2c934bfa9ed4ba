package io.ringway.gateway.session.calls;

import io.ringway.cluster.NodeRef;
import io.ringway.gateway.protocol.Command;
import java.util.HashSet;
import java.util.Set;

/** Clients of a {@link CallSimulation} whose node is gone, as far as the others know, and who come back to another. */
final class CallReturns {
    private final CallSimulation net;
    private final CallCrowd crowd;
    private final CallTravels travels;

    CallReturns(CallSimulation net, CallCrowd crowd, CallTravels travels) {
        this.net = net;
        this.crowd = crowd;
        this.travels = travels;
    }

    /** Its node is lost to this client, and what was on its way to it. */
    void bereave(CallClient client) {
        client.bereaved = true;
        net.forget(client);
    }

    /** It finds another node, and every node learns it. */
    void comeBack(CallClient client) {
        NodeRef at = net.pick(net.nodes().serving());
        CallNode home = net.nodes().get(at);
        crowd.isBack(client);
        net.reunions.isBack(client);
        travels.isAt(client.cid, at);
        home.sessions.add(client.newSession());
        home.calling.handovers().asked(client.cid, at);
        Set<NodeRef> unanswered = new HashSet<>(home.peers);
        for (NodeRef ref : net.nodes().refs()) {
            Runnable answered = () -> {
                if (unanswered.remove(ref) && unanswered.isEmpty()) {
                    welcome(home, client);
                }
            };
            net.nodes()
                    .post(
                            at,
                            ref,
                            () -> {
                                net.calling(ref)
                                        .handovers()
                                        .asked(client.cid, net.nodes().current(at));
                                net.nodes().post(ref, at, answered, answered);
                            },
                            answered);
        }
        if (unanswered.isEmpty()) {
            welcome(home, client);
        }
    }

    /** The client is told which of its calls there are, and gives up what rings without being among them, and what is over for it. */
    private void welcome(CallNode home, CallClient client) {
        home.calling.handovers().arrived(client.cid);
        if (!net.isOnline(client)) {
            return;
        }
        client.stories.values().stream()
                .filter(story -> story.open() && !story.accepted)
                .filter(story -> !net.hasLeg(client, story.call))
                .toList()
                .forEach(story -> {
                    net.call(client, new Command.Hangup(0, story.call, false, true));
                    story.ends++;
                    story.hungUp = true;
                });
        home.calling.handovers().callsOf(client.cid).stream()
                .filter(call -> !client.story(call).open())
                .forEach(call -> net.call(client, new Command.Hangup(0, call, true, false)));
    }
}
