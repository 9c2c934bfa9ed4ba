package io.ringway.gateway.protocol.ringway;

import io.ringway.gateway.protocol.Catchup;
import io.ringway.gateway.protocol.Content;
import io.ringway.gateway.protocol.Event;
import io.ringway.gateway.protocol.KeptMessage;
import io.ringway.gateway.protocol.Position;
import io.ringway.gateway.protocol.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what is kept of groups, as members of a frame that somebody else opens and closes. Stateless. */
final class HistoryWriter {
    private HistoryWriter() {}

    static void catchup(JsonWriter json, Catchup catchup) {
        position(json, catchup.position());
        if (catchup.recovered() != null) {
            json.raw(Key.RECOVERED.next()).bool(catchup.recovered());
            messages(json, catchup.messages());
        }
    }

    static void page(JsonWriter json, Event.HistoryPage page) {
        json.raw(Key.GROUP.next()).string(page.group());
        position(json, page.position());
        messages(json, page.messages());
        json.raw(Key.MORE.next()).bool(page.more());
    }

    /** Where it is known. */
    static void at(JsonWriter json, @Nullable Position position) {
        if (position != null) {
            position(json, position);
        }
    }

    static void position(JsonWriter json, Position position) {
        json.raw(Key.POSITION.next()).raw(Key.EPOCH.first()).plain(position.epochText());
        json.raw(Key.OFFSET.next()).number(position.offset()).raw('}');
    }

    private static void messages(JsonWriter json, List<KeptMessage> messages) {
        json.raw(Key.MESSAGES.next());
        char before = '[';
        for (KeptMessage message : messages) {
            json.raw(before);
            message(json, message);
            before = ',';
        }
        if (before == '[') {
            json.raw('[');
        }
        json.raw(']');
    }

    private static void message(JsonWriter json, KeptMessage message) {
        json.raw(Key.OFFSET.first()).number(message.offset());
        json.raw(Key.AT.next()).number(message.at());
        json.raw(Key.USER_ID.next()).string(message.from().user().id());
        json.raw(Key.CID.next());
        if (message.from().cid() == null) {
            json.nothing();
        } else {
            json.plain(message.from().cid().toString());
        }
        Content content = message.content();
        json.raw(Key.CONTENT.next());
        switch (content.kind()) {
            case JSON -> json.json(content.bytes());
            case BINARY -> json.binary(content.bytes());
        }
        json.raw('}');
    }
}
