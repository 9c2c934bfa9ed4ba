package io.ringway.gateway.session.calls.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringway.gateway.session.node.TestNode.Client;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a timeline says, who reads it, and who writes into it. */
class CallTimelineTest extends CallLogs {
    @Test
    void aTimelineTellsWhatHappenedInOrder() {
        Client bob = node.connect("bob");
        String call = ring("bob");
        ask(bob, "accept", of(call) + ANSWER);
        ask(bob, "call_report", of(call) + ",\"outcome\":\"connected\",\"local\":\"relay\",\"remote\":\"host\"");
        ask(ada, "hangup", of(call));
        assertEquals(List.of("began", "rang", "answered", "connected", "closed"), timeline(ada, call));
        JsonArray lines = ask(bob, "call_timeline", of(call)).getJsonArray("lines");
        assertEquals("calls bob", lines.getJsonObject(0).getString("text"));
        assertEquals("rings on 1 device", lines.getJsonObject(1).getString("text"));
        assertEquals("bob", lines.getJsonObject(3).getString("user_id"));
        assertEquals(
                "media flows: through a relay here, direct there",
                lines.getJsonObject(3).getString("text"));
        assertEquals("hung up", lines.getJsonObject(4).getString("text"));
    }

    @Test
    void whyItFailedIsToldInTheWordsOfTheDevice() {
        Client bob = node.connect("bob");
        String call = ring("bob");
        ask(bob, "accept", of(call) + ANSWER);
        ask(ada, "hangup", of(call));
        String report =
                ",\"outcome\":\"failed\",\"state\":\"failed\",\"text\":\"TURN <b>refused</b>\\nthe credentials (401)\"";
        assertEquals("result", ask(ada, "call_report", of(call) + report).getString("type"), "after the end, too");
        JsonObject last =
                ask(bob, "call_timeline", of(call)).getJsonArray("lines").getJsonObject(4);
        assertEquals("failed", last.getString("what"));
        assertEquals("TURN <b>refused</b> the credentials (401) (failed)", last.getString("text"));
    }

    @Test
    void aCallThatASideCouldNotGoOnWithIsKeptAsFailed() {
        Client bob = node.connect("bob");
        String call = ring("bob");
        ask(bob, "accept", of(call) + ANSWER);
        ask(bob, "hangup", of(call) + ",\"reason\":\"failed\"");
        JsonObject closed = ada.socket().ofType("rtc:closed").getFirst();
        assertEquals("failed", closed.getString("reason"));
        assertEquals("bob", closed.getString("user_id"));
        JsonObject last =
                ask(ada, "call_timeline", of(call)).getJsonArray("lines").getJsonObject(3);
        assertEquals("failed", last.getString("reason"));
        assertEquals("failed", last.getString("text"));
        assertEquals("failed", latest(bob).getString("reason"));
        assertFalse(latest(bob).getBoolean("missed"), "it was answered");
    }

    @Test
    void aCallThatOneDeviceDeclinesIsNotOver() {
        Client phone = node.connect("bob");
        Client laptop = node.connect("bob");
        String call = ring("bob");
        ask(phone, "hangup", of(call) + ",\"scope\":\"device\"");
        ask(phone, "hangup", of(call) + ",\"scope\":\"device\"");
        assertEquals(List.of("began", "rang", "declined"), timeline(ada, call));
        ask(laptop, "accept", of(call) + ANSWER);
        ask(ada, "hangup", of(call));
        assertEquals("hangup", latest(phone).getString("reason"));
        assertEquals(laptop.cid(), latest(phone).getString("device"));
    }

    @Test
    void aCallThatMovesIsOneCallInTheHistory() {
        Client phone = node.connect("bob");
        Client laptop = node.connect("bob");
        String call = ring("bob");
        ask(phone, "accept", of(call) + ANSWER);
        ask(laptop, "move", of(call));
        assertEquals(List.of("began", "rang", "answered", "moved"), timeline(ada, call));
        ask(laptop, "hangup", of(call));
        assertEquals(List.of(call), ids(phone));
        assertEquals("hangup", latest(phone).getString("reason"));
    }

    @Test
    void aTimelineIsForItsPartiesAlone() {
        Client bob = node.connect("bob");
        Client eve = node.connect("eve");
        Client stranger = node.present(node.token("other", "ada", null, Duration.ofHours(1)));
        String call = ring("bob");
        for (Client client : List.of(eve, stranger)) {
            assertEquals("no_such_call", ask(client, "call_timeline", of(call)).getString("code"));
            assertEquals(
                    "no_such_call",
                    ask(client, "call_report", of(call) + ",\"outcome\":\"failed\"")
                            .getString("code"));
        }
        assertEquals(List.of("began", "rang"), timeline(bob, call), "while it rings");
        assertEquals("no_such_call", ask(ada, "call_timeline", of(ada.cid())).getString("code"));
    }

    /** A refused move left its mark, and a report was taken from whoever had one. */
    @Test
    void whoGuessesTheIdOfACallCannotWriteIntoItsTimeline() {
        node.connect("bob");
        Client eve = node.connect("eve");
        String call = ring("bob");
        for (String id : List.of(call, eve.cid())) {
            assertEquals("no_such_call", ask(eve, "move", of(id)).getString("code"));
            for (String request : List.of("call_report", "accept", "signal")) {
                String rest = ",\"outcome\":\"failed\",\"candidate\":null";
                assertEquals("no_such_call", ask(eve, request, of(id) + rest).getString("code"), request);
            }
        }
        assertEquals(List.of("began", "rang"), timeline(ada, call));
    }

    @Test
    void reportsOfOneConnectionHaveAnEnd() {
        Client bob = node.connect("bob");
        String call = ring("bob");
        for (int i = 0; i < 16; i++) {
            assertEquals(
                    "result",
                    ask(bob, "call_report", of(call) + ",\"outcome\":\"failed\"")
                            .getString("type"));
        }
        assertEquals(
                "limit_reached",
                ask(bob, "call_report", of(call) + ",\"outcome\":\"failed\"").getString("code"));
        assertEquals("began", timeline(ada, call).getFirst(), "nobody pushes out how it began");
    }

    /** Four devices had sixteen each, which is all that a timeline holds. */
    @Test
    void reportsOfOneUserHaveAnEndHoweverManyDevicesThereAre() {
        List<Client> devices = List.of(node.connect("bob"), node.connect("bob"), node.connect("bob"));
        String call = ring("bob");
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            answers.add(ask(devices.get(i % 3), "call_report", of(call) + ",\"outcome\":\"failed\"")
                    .getString("type"));
        }
        assertEquals(16, answers.stream().filter("result"::equals).count());
    }

    /** Its first line was pushed out, and with it whose call it was. */
    @Test
    void thePartiesOfACallInWhichMuchHappensMayStillReadItsTimeline() {
        Client phone = node.connect("bob");
        Client laptop = node.connect("bob");
        String call = ring("bob");
        ask(phone, "accept", of(call) + ANSWER);
        for (int i = 0; i < 70; i++) {
            ask(i % 2 == 0 ? laptop : phone, "move", of(call));
            node.pass(Duration.ofSeconds(1));
        }
        ask(ada, "hangup", of(call));
        List<String> lines = timeline(ada, call);
        assertEquals(List.of("began", "rang", "answered", "moved"), lines.subList(0, 4));
        assertEquals(64 + 4, lines.size(), "the oldest of those that come again and again went");
        assertEquals("closed", lines.getLast());
        assertEquals("hangup", latest(phone).getString("reason"));
    }
}
