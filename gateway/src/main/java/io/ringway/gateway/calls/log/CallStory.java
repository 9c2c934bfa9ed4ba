package io.ringway.gateway.calls.log;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallId;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.CloseReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the lines of a timeline say of the call as a whole; line by line, the oldest first. For one thread. */
public final class CallStory {
    private @Nullable String caller;
    private @Nullable String callee;
    private int dataBytes;
    private long began;
    private long answered = CallRecord.NEVER;
    private long ended;
    private @Nullable Cid device;
    private @Nullable CloseReason reason;
    private @Nullable String endedBy;

    /** The story that these lines tell. */
    public static CallStory of(Iterable<CallLine> lines) {
        CallStory story = new CallStory();
        lines.forEach(story::add);
        return story;
    }

    public void add(CallLine line) {
        switch (line.what()) {
            case BEGAN -> {
                caller = line.user();
                callee = line.other();
                dataBytes = line.count();
                began = line.at();
            }
            case RINGING -> callee = line.user();
            case ANSWERED -> {
                callee = line.user();
                device = line.cid();
                answered = line.at();
            }
            case CLOSED -> close(line);
            case RANG, SUSPECT, BACK, MOVED, CONNECTED, FAILED, ASKED, STARTED, DECLINED -> {}
        }
    }

    /** The first end is the end: another one is the guess of a node that could not know. */
    private void close(CallLine line) {
        if (reason == null) {
            reason = line.reason();
            ended = line.at();
            endedBy = line.user();
        }
    }

    public Optional<String> caller() {
        return Optional.ofNullable(caller);
    }

    /** Who is, or was, called, as far as that is known. */
    public Optional<String> callee() {
        return Optional.ofNullable(callee);
    }

    /** Whether it is over. */
    public boolean closed() {
        return reason != null;
    }

    public boolean isParty(String user) {
        return user.equals(caller) || user.equals(callee);
    }

    /** Milliseconds since 1970. */
    public long began() {
        return began;
    }

    /** Milliseconds since 1970; {@link CallRecord#NEVER} where nobody has. */
    public long answered() {
        return answered;
    }

    /** The record of a call that is over; empty while it is not, and where its beginning is not known. */
    public Optional<CallRecord> record(CallId call) {
        if (caller == null || reason == null) {
            return Optional.empty();
        }
        return Optional.of(new CallRecord(
                call, caller, callee, dataBytes, began, answered, Math.max(began, ended), reason, endedBy, device));
    }
}
