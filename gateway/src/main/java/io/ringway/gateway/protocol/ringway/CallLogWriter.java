package io.ringway.gateway.protocol.ringway;

import io.ringway.cluster.Cid;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallRecord;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes histories and timelines of calls, as members of a frame that somebody else opens and closes. Stateless. */
final class CallLogWriter {
    private CallLogWriter() {}

    static void page(JsonWriter json, Event.CallPage page) {
        json.raw(Key.CALLS.next());
        char before = '[';
        for (Event.CallRow row : page.calls()) {
            json.raw(before);
            row(json, row);
            before = ',';
        }
        closeArray(json, before);
        if (page.next() != null) {
            json.raw(Key.NEXT.next()).plain(page.next());
        }
        json.raw(Key.UNSEEN.next()).number(page.unseen());
    }

    private static void row(JsonWriter json, Event.CallRow row) {
        CallRecord call = row.record();
        json.raw(Key.CALL_ID.first()).plain(call.call().toString());
        json.raw(Key.DIRECTION.next()).plain(row.outgoing() ? "outgoing" : "incoming");
        json.raw(Key.CALLER.next()).string(call.caller());
        optional(json, Key.CALLEE, call.callee());
        json.raw(Key.DATA_BYTES.next()).number(call.dataBytes());
        json.raw(Key.BEGAN.next()).number(call.began());
        time(json, Key.ANSWERED, call.answered());
        json.raw(Key.ENDED.next()).number(call.ended());
        json.raw(Key.DURATION_MS.next()).number(call.durationMillis());
        json.raw(Key.REASON.next()).plain(call.reason().code());
        optional(json, Key.ENDED_BY, call.endedBy());
        cid(json, Key.DEVICE, call.device());
        json.raw(Key.MISSED.next()).bool(row.missed());
        json.raw(Key.SEEN.next()).bool(row.seen()).raw('}');
    }

    static void lines(JsonWriter json, List<CallLine> lines) {
        json.raw(Key.LINES.next());
        char before = '[';
        for (CallLine line : lines) {
            json.raw(before);
            line(json, line);
            before = ',';
        }
        closeArray(json, before);
    }

    private static void line(JsonWriter json, CallLine line) {
        json.raw(Key.AT.first()).number(line.at());
        json.raw(Key.WHAT.next()).plain(line.what().code());
        optional(json, Key.USER_ID, line.user());
        cid(json, Key.CID, line.cid());
        if (line.reason() != null) {
            json.raw(Key.REASON.next()).plain(line.reason().code());
        }
        json.raw(Key.TEXT.next()).string(line.text()).raw('}');
    }

    private static void time(JsonWriter json, Key key, long millis) {
        json.raw(key.next());
        if (millis == CallRecord.NEVER) {
            json.nothing();
        } else {
            json.number(millis);
        }
    }

    private static void optional(JsonWriter json, Key key, @Nullable String text) {
        json.raw(key.next());
        if (text == null) {
            json.nothing();
        } else {
            json.string(text);
        }
    }

    private static void cid(JsonWriter json, Key key, @Nullable Cid cid) {
        json.raw(key.next());
        if (cid == null) {
            json.nothing();
        } else {
            json.plain(cid.toString());
        }
    }

    private static void closeArray(JsonWriter json, char before) {
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }
}
