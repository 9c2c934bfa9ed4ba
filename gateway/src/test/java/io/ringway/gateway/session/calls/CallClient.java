package io.ringway.gateway.session.calls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.ringway.cluster.Cid;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.Command;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.protocol.Sender;
import io.ringway.gateway.protocol.Signal;
import io.ringway.gateway.session.FakeSocket;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client in a {@link CallSimulation}, with its session on whatever node it is: what it was told of each call, by which it
 * acts. Fails as soon as it is told what no client may be told.
 */
final class CallClient {
    /** Nothing is ever written, so it never runs. */
    private static final EventLoop LOOP = new DefaultEventLoop();

    final Cid cid;
    final UserId user;
    private final BooleanSupplier apart;
    private final BiConsumer<CallClient, Story> closings;
    final Map<CallId, Story> stories = new LinkedHashMap<>();
    final List<Event.Failed> failures = new ArrayList<>();
    private final Map<Long, CallId> moves = new HashMap<>();
    private final Map<Long, Integer> before = new HashMap<>();
    /** Moves that have not been answered. */
    final Set<Long> asking = new HashSet<>();

    private long lastMove;
    /** Was on a node that died, and with it what it was told before. */
    boolean bereaved;

    Session session;

    /** Of the connection that it has now: what a node says to one that it had before reaches nobody. */
    private @Nullable Ears ears;

    /** What this client was told of one call. */
    static final class Story {
        final CallId call;
        boolean outgoing;
        boolean incoming;
        /** It rings to be started, and whoever does is the caller. */
        boolean starts;

        boolean started;
        boolean rung;
        boolean accepted;
        boolean taken;
        boolean suspect;
        /** This client has asked to end it, or was told so by one side of a split: it takes no part any more, whatever others think. */
        boolean hungUp;

        /** Signals that the owner had no room for. */
        int refused;

        int ends;

        @Nullable
        CloseReason reason;

        @Nullable
        CallId into;

        @Nullable
        Cid peer;

        final List<Integer> candidates = new ArrayList<>();

        Story(CallId call) {
            this.call = call;
        }

        void accept() {
            started = starts;
            outgoing |= starts;
            accepted = !starts;
        }

        boolean open() {
            return ends == 0;
        }

        @Override
        public String toString() {
            return call + (outgoing ? " outgoing" : "") + (incoming ? " incoming" : "") + (accepted ? " accepted" : "")
                    + (taken ? " taken" : "") + (suspect ? " suspect" : "") + " " + reason + " " + into;
        }
    }

    /**
     * @param apart whether nodes may say different things of the same call, because they have not seen each other
     * @param closings told of every call that is closed for this client
     */
    CallClient(Cid cid, UserId user, BooleanSupplier apart, BiConsumer<CallClient, Story> closings) {
        this.apart = apart;
        this.closings = closings;
        this.cid = cid;
        this.user = user;
        this.session = newSession();
    }

    /** As if the same client came up on another node. */
    Session newSession() {
        Line line = Line.over(new FakeSocket(LOOP), true);
        Passage passage = ears == null ? new Passage() : new Passage(0, 1, 0, false);
        ears = new Ears();
        session = new Session(cid, new Principal(user, Grants.ALL, Long.MAX_VALUE), ears, line, passage);
        return session;
    }

    /** The session's socket breaks. */
    void lose() {
        session.line(Line.parked(LOOP));
    }

    /** It has another. */
    void find() {
        session.line(Line.over(new FakeSocket(LOOP), true));
    }

    Story story(CallId call) {
        return stories.computeIfAbsent(call, Story::new);
    }

    private void told(Event event) {
        switch (event) {
            case Event.Calling calling -> story(calling.call()).outgoing = true;
            case Event.Failed failed -> failed(failed);
            case Event.Done done -> asking.remove(done.id());
            case Event.Taken taken -> taken(taken);
            case Event.Merged merged -> merged(merged);
            case Event.OfCall ofCall -> told(open(ofCall.call(), ofCall), ofCall);
            default -> {}
        }
    }

    /** Asks to take a call over: it may have ended for this client before. */
    Command.Move moving(CallId call) {
        long id = ++lastMove;
        moves.put(id, call);
        asking.add(id);
        before.put(id, story(call).ends);
        story(call).ends = 0;
        return new Command.Move(id, call);
    }

    private void failed(Event.Failed failed) {
        failures.add(failed);
        asking.remove(failed.id());
        CallId call = moves.get(failed.id());
        if (call != null) {
            story(call).ends = failed.code() == ErrorCode.BAD_REQUEST ? before.getOrDefault(failed.id(), 0) : 1;
        }
    }

    private Story open(CallId call, Event event) {
        Story story = story(call);
        if (!story.open() && !bereaved) {
            throw new AssertionError(cid + " is told after the end: " + event);
        }
        return story;
    }

    /** The one thing that may come after an end: this client took back a call that it had given away, or never had. */
    private void taken(Event.Taken taken) {
        Story story = story(taken.call());
        story.ends = 0;
        story.taken = true;
        story.suspect = false;
        story.accepted = true;
        story.outgoing = !taken.polite();
        story.peer = taken.peer().cid();
        story.candidates.clear();
    }

    private void merged(Event.Merged merged) {
        Story own = open(merged.call(), merged);
        own.ends++;
        own.into = merged.into();
        Story other = open(merged.into(), merged);
        other.incoming = true;
        other.accepted = true;
        other.peer = merged.peer().cid();
    }

    private void told(Story story, Event.OfCall event) {
        switch (event) {
            case Event.Incoming incoming -> {
                if (story.incoming && !bereaved) {
                    throw new AssertionError("rings twice: " + incoming);
                }
                story.incoming = true;
                story.rung = true;
                story.starts = incoming.starts();
                story.peer = incoming.caller().cid();
            }
            case Event.Accepted(var call, Sender callee) -> {
                if (story.accepted && !bereaved) {
                    throw new AssertionError("accepted twice: " + call);
                }
                story.accepted = true;
                story.suspect = false;
                story.peer = callee.cid();
            }
            case Event.Signalled(var call, var from, Signal.Candidate(var json)) ->
                story.candidates.add(Integer.parseInt(json.utf8()));
            case Event.PeerSuspect suspect -> story.suspect = true;
            case Event.PeerBack back -> story.suspect = false;
            case Event.Moved(var call, Sender peer) -> {
                story.peer = peer.cid();
                story.suspect = false;
            }
            case Event.Closed closed -> {
                story.ends++;
                story.hungUp |= closed.reason() == CloseReason.DISCONNECTED && apart.getAsBoolean();
                closings.accept(this, story);
                story.reason = closed.reason();
            }
            case Event.Signalled e -> {}
            case Event.Waiting e -> {}
            case Event.SignalRefused e -> story.refused++;
            case Event.Taken e -> {}
            case Event.Merged e -> {}
        }
    }

    /** A wire without frames. */
    private final class Ears implements Dialect {
        @Override
        public String name() {
            return "ears";
        }

        @Override
        public Command decode(ByteBuf text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Command decodeBinary(ByteBuf binary) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable Frame encode(Event event) {
            if (this == ears) {
                told(event);
            }
            return null;
        }

        @Override
        public boolean echoes() {
            return false;
        }
    }
}
