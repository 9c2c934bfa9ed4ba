package io.ringway.gateway.session.calls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringway.cluster.Bytes;
import io.ringway.cluster.NodeRef;
import io.ringway.gateway.calls.CallInput;
import io.ringway.gateway.protocol.BusyPolicy;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.RingOptions;
import io.ringway.gateway.protocol.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the clients of a {@link CallSimulation}, and the backend of its app, do by chance: by what they have been told. */
final class CallActions {
    private final CallSimulation net;
    private final CallCrowd crowd;
    private final CallTravels travels;
    private final CallPairs pairs;
    private final Random random;
    private final Map<CallId, Integer> candidatesSent = new HashMap<>();

    CallActions(CallSimulation net, CallCrowd crowd, CallTravels travels, CallPairs pairs, Random random) {
        this.net = net;
        this.crowd = crowd;
        this.travels = travels;
        this.pairs = pairs;
        this.random = random;
    }

    void actAsBackend() {
        CallClient from = crowd.anyone();
        CallClient to = crowd.anyone();
        if (random.nextInt(4) == 0) {
            crowd.anyCall(from)
                    .ifPresent(story -> net.nodes()
                            .serving()
                            .forEach(one -> net.calling(one).run(new CallInput.End(story.call))));
        } else if (!from.user.equals(to.user)) {
            CallId call = new CallId(net.newCid(net.pick(net.nodes().serving())));
            RingOptions ring = random.nextInt(4) == 0 ? new RingOptions(2_000, null) : RingOptions.DEFAULTS;
            net.calling(call.owner()).run(new CallInput.Start(call, from.user, to.user, Bytes.EMPTY, ring));
        }
    }

    void ring() {
        CallClient from = crowd.anyone();
        CallClient to = crowd.anyone();
        if (to == from) {
            return;
        }
        RingOptions ring = random.nextInt(4) == 0 ? new RingOptions(2_000, anyPolicy()) : RingOptions.DEFAULTS;
        net.call(
                from,
                random.nextBoolean()
                        ? new Command.CallCid(0, to.cid, null, Bytes.EMPTY, ring)
                        : new Command.CallUser(0, to.user.id(), null, Bytes.EMPTY, ring));
    }

    private BusyPolicy anyPolicy() {
        return net.pick(List.of(BusyPolicy.values()));
    }

    void accept() {
        CallClient client = crowd.anyone();
        crowd.anyCall(client)
                .filter(story -> story.incoming && !story.accepted && !story.started)
                .ifPresent(story -> {
                    if (story.starts) {
                        // Of two devices that start it one may signal before it hears of the other.
                        net.promises().disturbed(story.call);
                    }
                    story.accept();
                    net.call(client, new Command.Accept(0, story.call, null));
                });
    }

    void signal() {
        CallClient client = crowd.anyone();
        crowd.anyCall(client).filter(story -> story.outgoing || story.accepted).ifPresent(story -> {
            if (story.outgoing && net.isOnline(client)) {
                int number = candidatesSent.merge(story.call, 1, Integer::sum) - 1;
                signal(client, story.call, new Signal.Candidate(Bytes.utf8(Integer.toString(number))));
            } else if (!story.outgoing) {
                answer(client, story.call);
            }
        });
    }

    private void answer(CallClient client, CallId call) {
        signal(client, call, new Signal.Answer(Bytes.utf8("answer")));
    }

    private void signal(CallClient client, CallId call, Signal signal) {
        net.call(client, new Command.SendSignal(0, call, signal));
    }

    void hangup() {
        CallClient client = crowd.anyone();
        crowd.anyCall(client).ifPresent(story -> {
            net.reunions.disturbed(story.call);
            boolean thisDeviceOnly = random.nextBoolean();
            // A device that does not win after all may find the call on another.
            story.hungUp = !thisDeviceOnly || story.accepted || story.outgoing;
            net.call(client, new Command.Hangup(0, story.call, thisDeviceOnly, random.nextBoolean()));
        });
    }

    void move() {
        CallClient client = crowd.anyone();
        crowd.anyCall(client).filter(story -> story.accepted).ifPresent(story -> {
            List<CallClient> others = crowd.present().stream()
                    .filter(other -> other.user.equals(client.user) && other != client && net.isOnline(other))
                    .toList();
            if (!others.isEmpty()) {
                CallClient to = net.pick(others);
                net.promises().disturbed(story.call);
                pairs.moved(story.call);
                net.reunions.disturbed(story.call);
                net.call(to, to.moving(story.call));
            }
        });
    }

    void vanish() {
        CallClient client = crowd.anyone();
        net.reunions.gone(client);
        net.vanish(client);
        crowd.refill();
    }

    /** Somebody loses the socket; whoever has none gets one again, here or elsewhere. */
    void wander() {
        CallClient client = crowd.anyone();
        CallNode node = net.at(client);
        if (node == null || travels.lose(client, node)) {
            return;
        }
        if (random.nextBoolean() || !net.canTravel() || !client.asking.isEmpty()) {
            travels.find(client, node);
        } else {
            NodeRef left = CallNodes.key(travels.whereabouts(client.cid));
            List<NodeRef> others = net.nodes().serving().stream()
                    .filter(one -> !one.equals(left))
                    .toList();
            travels.travel(client, node, net.pick(others));
        }
    }

    /** Who comes back where something was lost looks for a new way at once, and learns that way which of his calls are over. */
    void everybodySignals() {
        net.reunions.check();
        for (CallClient client : List.copyOf(crowd.present())) {
            for (CallClient.Story story : List.copyOf(client.stories.values())) {
                if (net.isOnline(client) && story.open() && !net.hasLeg(client, story.call)) {
                    assertTrue(
                            client.bereaved, () -> client.cid + " is in a call that its node does not know: " + story);
                    answer(client, story.call);
                    story.ends++;
                }
            }
        }
    }

    void everybodyHangsUp() {
        for (CallClient client : List.copyOf(crowd.present())) {
            for (CallClient.Story story : List.copyOf(client.stories.values())) {
                if (story.open()) {
                    net.call(client, new Command.Hangup(0, story.call, false, false));
                }
            }
        }
    }
}
