package io.ringway.gateway.session.calls;

import io.ringway.cluster.Bytes;
import io.ringway.gateway.ice.IceServers;
import io.ringway.gateway.ice.relay.RelayOnly;
import io.ringway.gateway.ice.relay.RoomSignals;
import io.ringway.gateway.ice.relay.UnreadableSignal;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.protocol.json.JsonArray;
import io.ringway.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the addresses of whose calls go through relays alone out of what they signal, before it goes anywhere. Everybody
 * else's signals are not looked into. Hub only; costs time linear in the signal's size.
 */
public final class SignalPrivacy {
    private final IceServers ice;

    public SignalPrivacy(IceServers ice) {
        this.ice = ice;
    }

    /** The command as it may be carried out; throws where nobody can say what is in its signal. */
    public Command apply(Session session, Command command) throws UnreadableSignal {
        return ice.relayOnly(session.principal()) ? relayed(command) : command;
    }

    private static Command relayed(Command command) throws UnreadableSignal {
        return switch (command) {
            case Command.CallCid(var id, var cid, var offer, var data, var ring) ->
                new Command.CallCid(id, cid, offer(offer), data, ring);
            case Command.CallUser(var id, var user, var offer, var data, var ring) ->
                new Command.CallUser(id, user, offer(offer), data, ring);
            case Command.Accept(var id, var call, var answer) ->
                new Command.Accept(id, call, answer == null ? null : answer(answer));
            case Command.SendSignal(var id, var call, var signal) -> new Command.SendSignal(id, call, signal(signal));
            case Command.PeerSignal(var id, var peer, var signal) -> new Command.PeerSignal(id, peer, signal(signal));
            case Command.Relay(var id, var group, var cid, var content) ->
                new Command.Relay(id, group, cid, content(content));
            case Command other -> other;
        };
    }

    private static Content content(Content content) throws UnreadableSignal {
        return switch (content.kind()) {
            case JSON -> new Content(Content.Kind.JSON, RoomSignals.of(content.bytes()));
            case BINARY -> content;
        };
    }

    private static Signal.@Nullable Offer offer(Signal.@Nullable Offer offer) throws UnreadableSignal {
        return offer == null ? null : new Signal.Offer(RelayOnly.description(offer.json()));
    }

    private static Signal.Answer answer(Signal.Answer answer) throws UnreadableSignal {
        return new Signal.Answer(RelayOnly.description(answer.json()));
    }

    private static Signal signal(Signal signal) throws UnreadableSignal {
        return switch (signal) {
            case Signal.Offer offer -> new Signal.Offer(RelayOnly.description(offer.json()));
            case Signal.Answer answer -> answer(answer);
            case Signal.Rollback rollback -> new Signal.Rollback(RelayOnly.description(rollback.json()));
            case Signal.Candidate candidate ->
                RelayOnly.candidate(candidate.json()).map(Signal.Candidate::new).orElse(Signal.Candidate.WITHHELD);
            case Signal.Candidates candidates -> candidates(candidates.json());
        };
    }

    /** Those of several that may be seen; where that is none, nothing goes out. */
    private static Signal candidates(Bytes array) throws UnreadableSignal {
        List<Bytes> kept = new ArrayList<>();
        for (Bytes one : JsonArray.items(array)) {
            RelayOnly.candidate(one).ifPresent(kept::add);
        }
        return kept.isEmpty() ? Signal.Candidate.WITHHELD : new Signal.Candidates(JsonArray.of(kept));
    }
}
