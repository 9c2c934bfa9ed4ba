package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.Signal;

/** Writes what the parties of a call are told of it. Stateless. */
final class CallWriter {
    private static final byte[] INCOMING = FrameWriter.opening("rtc:incoming");
    private static final byte[] ACCEPTED = FrameWriter.opening("rtc:accepted");
    private static final byte[] SIGNALLED = FrameWriter.opening("rtc:signal");
    private static final byte[] WAITING = FrameWriter.opening("rtc:waiting");
    private static final byte[] MERGED = FrameWriter.opening("rtc:merged");
    private static final byte[] PEER_SUSPECT = FrameWriter.opening("rtc:peer-suspect");
    private static final byte[] PEER_BACK = FrameWriter.opening("rtc:peer-back");
    private static final byte[] MOVED = FrameWriter.opening("rtc:moved");
    private static final byte[] TAKEN = FrameWriter.opening("rtc:taken");
    private static final byte[] ERROR = FrameWriter.opening("error");
    private static final byte[] CLOSED = FrameWriter.opening("rtc:closed");

    private CallWriter() {}

    static void write(FrameWriter out, Event.OfCall event) {
        switch (event) {
            case Event.Incoming e -> incoming(out, e);
            case Event.Accepted e -> of(out, ACCEPTED, e).sender(e.callee()).bool(Key.POLITE, false);
            case Event.Waiting e -> of(out, WAITING, e);
            case Event.SignalRefused e ->
                of(out, ERROR, e)
                        .plain(Key.CODE, ErrorCode.LIMIT_REACHED.code())
                        .string(Key.MESSAGE, Event.SignalRefused.MESSAGE)
                        .bool(Key.TEMPORARY, ErrorCode.LIMIT_REACHED.temporary());
            case Event.Merged e ->
                of(out, MERGED, e)
                        .plain(Key.INTO, e.into().toString())
                        .sender(e.peer())
                        .bool(Key.POLITE, true);
            case Event.PeerSuspect e -> of(out, PEER_SUSPECT, e).sender(e.peer());
            case Event.PeerBack e -> of(out, PEER_BACK, e).sender(e.peer());
            case Event.Moved e -> of(out, MOVED, e).sender(e.peer());
            case Event.Taken e -> of(out, TAKEN, e).sender(e.peer()).bool(Key.POLITE, e.polite());
            case Event.Signalled e -> signal(of(out, SIGNALLED, e).sender(e.from()), e.signal());
            case Event.Closed e -> closed(out, e);
        }
        out.end();
    }

    private static FrameWriter of(FrameWriter out, byte[] opening, Event.OfCall event) {
        return out.start(opening).call(event.call());
    }

    private static void incoming(FrameWriter out, Event.Incoming e) {
        of(out, INCOMING, e).sender(e.caller()).bool(Key.POLITE, !e.starts()).number(Key.RING_MS, e.ringMs());
        if (e.waiting()) {
            out.bool(Key.WAITING, true);
        }
        if (e.starts()) {
            out.bool(Key.STARTS, true);
        }
        if (!e.data().isEmpty()) {
            out.json(Key.DATA, e.data());
        }
    }

    private static void closed(FrameWriter out, Event.Closed e) {
        of(out, CLOSED, e).plain(Key.REASON, e.reason().code());
        if (e.by() != null) {
            out.sender(e.by());
        }
        if (e.durationMs() != Event.Closed.UNANSWERED) {
            out.number(Key.DURATION_MS, e.durationMs());
        }
    }

    private static void signal(FrameWriter out, Signal signal) {
        Key key = switch (signal) {
            case Signal.Candidate candidate -> Key.CANDIDATE;
            case Signal.Candidates candidates -> Key.CANDIDATES;
            case Signal.Offer offer -> Key.DESCRIPTION;
            case Signal.Answer answer -> Key.DESCRIPTION;
            case Signal.Rollback rollback -> Key.DESCRIPTION;
        };
        out.json(key, signal.json());
    }
}
