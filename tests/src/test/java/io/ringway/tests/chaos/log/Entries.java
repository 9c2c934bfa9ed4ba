package io.ringway.tests.chaos.log;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

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
                                .put("recovered", e.recovered())
                                .put("moved", e.moved());
                    case Entry.Closed e ->
                        line.put("what", "closed")
                                .put("cid", e.cid())
                                .put("code", e.code())
                                .put("reason", e.reason());
                    case Entry.Stalled e -> line.put("what", "stalled");
                    case Entry.Hears e -> line.put("what", "hears");
                    case Entry.Failed e ->
                        line.put("what", "failed").put("node", e.node()).put("code", e.code());
                    case Entry.Asked e ->
                        line.put("what", "asked").put("cid", e.cid()).put("group", e.group());
                    case Entry.Joined e ->
                        line.put("what", "joined")
                                .put("cid", e.cid())
                                .put("group", e.group())
                                .put("complete", e.complete())
                                .put("version", e.version())
                                .put("cids", new JsonArray(e.cids()));
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
                                .put("cid", e.cid())
                                .put("version", e.version());
                    case Entry.Steps e ->
                        line.put("what", "steps")
                                .put("group", e.group())
                                .put("since", e.since())
                                .put("version", e.version())
                                .put("came", new JsonArray(e.came()))
                                .put("gone", new JsonArray(e.gone()));
                    case Entry.Sized e ->
                        line.put("what", "sized")
                                .put("group", e.group())
                                .put("version", e.version())
                                .put("partial", e.partial());
                    case Entry.InCall e ->
                        line.put("what", "call").put("call", e.call()).put("did", e.what());
                    case Entry.Counted e ->
                        line.put("what", "counted").put("group", e.group()).put("members", e.members());
                    case Entry.Roster e ->
                        line.put("what", "roster")
                                .put("group", e.group())
                                .put("cids", new JsonArray(e.cids()))
                                .put("version", e.version());
                    case Entry.Waited e ->
                        line.put("what", "waited")
                                .put("request", e.request())
                                .put("asked", e.asked())
                                .put("answered", e.answered());
                    case Entry.Tally e ->
                        line.put("what", "tally")
                                .put("answered", e.answered())
                                .put("lost", e.lost())
                                .put("open", e.open())
                                .put("again", e.again());
                })
                .encode();
    }

    public static Entry decode(String text) {
        JsonObject line = new JsonObject(text);
        long at = line.getLong("at");
        String who = line.getString("who");
        String group = line.getString("group", "");
        String cid = line.getString("cid", "");
        long version = line.getLong("version", Entry.NO_VERSION);
        return switch (line.getString("what")) {
            case "opened" ->
                new Entry.Opened(
                        at,
                        who,
                        line.getString("node"),
                        cid,
                        line.getBoolean("resumed"),
                        line.getBoolean("recovered"),
                        line.getBoolean("moved"));
            case "closed" -> new Entry.Closed(at, who, cid, line.getInteger("code"), line.getString("reason"));
            case "stalled" -> new Entry.Stalled(at, who);
            case "hears" -> new Entry.Hears(at, who);
            case "failed" -> new Entry.Failed(at, who, line.getString("node"), line.getInteger("code"));
            case "asked" -> new Entry.Asked(at, who, cid, group);
            case "joined" ->
                new Entry.Joined(at, who, cid, group, line.getBoolean("complete"), version, cids(line, "cids"));
            case "left" -> new Entry.Left(at, who, group);
            case "sent" -> new Entry.Sent(at, who, cid, group, message(line));
            case "acked" -> new Entry.Acked(at, who, message(line));
            case "refused" -> new Entry.Refused(at, who, line.getString("request"), line.getString("code"));
            case "received" -> new Entry.Received(at, who, group, line.getString("from"), message(line));
            case "gap" -> new Entry.Gap(at, who, group);
            case "noticed" -> new Entry.Noticed(at, who, group, line.getString("code"), cid, version);
            case "steps" ->
                new Entry.Steps(at, who, group, line.getLong("since"), version, cids(line, "came"), cids(line, "gone"));
            case "sized" -> new Entry.Sized(at, who, group, version, line.getBoolean("partial"));
            case "call" -> new Entry.InCall(at, who, line.getString("call"), line.getString("did"));
            case "counted" -> new Entry.Counted(at, who, group, line.getInteger("members"));
            case "roster" -> new Entry.Roster(at, who, group, cids(line, "cids"), version);
            case "waited" ->
                new Entry.Waited(
                        at, who, line.getString("request"), line.getLong("asked"), line.getBoolean("answered"));
            case "tally" ->
                new Entry.Tally(
                        at,
                        who,
                        line.getLong("answered"),
                        line.getLong("lost"),
                        line.getLong("open"),
                        line.getLong("again"));
            case String other -> throw new IllegalArgumentException("no entry: " + other);
        };
    }

    private static List<String> cids(JsonObject line, String key) {
        return line.getJsonArray(key).stream().map(String.class::cast).toList();
    }

    private static Message message(JsonObject line) {
        return Message.parse(line.getString("message"));
    }
}
