package io.ringway.tests.chaos.log;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One line of JSON for an entry, and back. */
public final class Entries {
    private Entries() {}

    public static String encode(Entry entry) {
        JsonObject line = new JsonObject().put("at", entry.at()).put("who", entry.who());
        return (switch (entry) {
                    case Entry.Opened e ->
                        line.put("what", "opened")
                                .put("node", e.node())
                                .put("cid", e.cid())
                                .put("resumed", e.resumed())
                                .put("recovered", e.recovered());
                    case Entry.Closed e ->
                        line.put("what", "closed")
                                .put("cid", e.cid())
                                .put("code", e.code())
                                .put("reason", e.reason());
                    case Entry.Stalled e -> line.put("what", "stalled");
                    case Entry.Hears e -> line.put("what", "hears");
                    case Entry.Failed e ->
                        line.put("what", "failed").put("node", e.node()).put("code", e.code());
                    case Entry.Joined e ->
                        line.put("what", "joined")
                                .put("cid", e.cid())
                                .put("group", e.group())
                                .put("complete", e.complete());
                    case Entry.Left e -> line.put("what", "left").put("group", e.group());
                    case Entry.Sent e ->
                        line.put("what", "sent")
                                .put("cid", e.cid())
                                .put("group", e.group())
                                .put("message", e.message().toString());
                    case Entry.Acked e ->
                        line.put("what", "acked").put("message", e.message().toString());
                    case Entry.Refused e ->
                        line.put("what", "refused").put("request", e.what()).put("code", e.code());
                    case Entry.Received e ->
                        line.put("what", "received")
                                .put("group", e.group())
                                .put("from", e.from())
                                .put("message", e.message().toString());
                    case Entry.Gap e -> line.put("what", "gap").put("group", e.group());
                    case Entry.Noticed e ->
                        line.put("what", "noticed")
                                .put("group", e.group())
                                .put("code", e.code())
                                .put("cid", e.cid());
                    case Entry.InCall e ->
                        line.put("what", "call").put("call", e.call()).put("did", e.what());
                    case Entry.Counted e ->
                        line.put("what", "counted").put("group", e.group()).put("members", e.members());
                    case Entry.Roster e ->
                        line.put("what", "roster").put("group", e.group()).put("cids", new JsonArray(e.cids()));
                })
                .encode();
    }

    public static Entry decode(String text) {
        JsonObject line = new JsonObject(text);
        long at = line.getLong("at");
        String who = line.getString("who");
        String group = line.getString("group", "");
        String cid = line.getString("cid", "");
        return switch (line.getString("what")) {
            case "opened" ->
                new Entry.Opened(
                        at, who, line.getString("node"), cid, line.getBoolean("resumed"), line.getBoolean("recovered"));
            case "closed" -> new Entry.Closed(at, who, cid, line.getInteger("code"), line.getString("reason"));
            case "stalled" -> new Entry.Stalled(at, who);
            case "hears" -> new Entry.Hears(at, who);
            case "failed" -> new Entry.Failed(at, who, line.getString("node"), line.getInteger("code"));
            case "joined" -> new Entry.Joined(at, who, cid, group, line.getBoolean("complete", true));
            case "left" -> new Entry.Left(at, who, group);
            case "sent" -> new Entry.Sent(at, who, cid, group, message(line));
            case "acked" -> new Entry.Acked(at, who, message(line));
            case "refused" -> new Entry.Refused(at, who, line.getString("request"), line.getString("code"));
            case "received" -> new Entry.Received(at, who, group, line.getString("from"), message(line));
            case "gap" -> new Entry.Gap(at, who, group);
            case "noticed" -> new Entry.Noticed(at, who, group, line.getString("code"), cid);
            case "call" -> new Entry.InCall(at, who, line.getString("call"), line.getString("did"));
            case "counted" -> new Entry.Counted(at, who, group, line.getInteger("members"));
            case "roster" ->
                new Entry.Roster(
                        at,
                        who,
                        group,
                        line.getJsonArray("cids").stream()
                                .map(String.class::cast)
                                .toList());
            case String other -> throw new IllegalArgumentException("no entry: " + other);
        };
    }

    private static Message message(JsonObject line) {
        return Message.parse(line.getString("message"));
    }
}
