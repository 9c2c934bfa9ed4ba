package io.ringway.tests.chaos.load;

import io.ringway.tests.chaos.load.Requests.Request;
import io.ringway.tests.chaos.log.Entry;
import io.ringway.tests.chaos.log.Logbook;
import io.ringway.tests.chaos.log.Message;
import io.ringway.tests.support.Tokens;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client of the native protocol that comes back as the shim does: with its resume token, to any node, after a pause; and
 * that finds out by unanswered pings that a connection is dead. Writes down what it does and sees. Belongs to its
 * {@link Crowd}'s thread.
 */
final class User implements Socket.Listener {
    private static final long OPEN_US = 10_000_000;
    /** A server that has opened the connection is there, and at work. */
    private static final long WELCOME_US = 20_000_000;

    private static final long ANSWER_US = 4_000_000;
    /** A connection that lived this long was well. */
    private static final long WELL_US = 5_000_000;

    private final String id;
    private final Surroundings around;
    private final Random random;
    private final boolean patient;
    private final Set<String> wanted = new HashSet<>();
    private final Set<String> joined = new HashSet<>();
    private final Requests requests = new Requests();
    private final Company company;
    private final Kept kept = new Kept();
    private final Wording wording;
    private final Diary diary;
    private final Calls calls;
    private @Nullable String token;
    private @Nullable Socket socket;
    private String node = "";
    private String cid = "";
    private String epoch = "";
    private @Nullable String resume;
    private boolean mortal;
    private boolean online;
    private boolean over;
    private boolean narrow;
    private boolean stalls;
    private boolean deaf;
    private int attempt;
    private long dialAt;
    private long dialledAt;
    private long onlineAt;
    private long received;
    private long sent;
    private long heardAt;
    private long answerDue = Long.MAX_VALUE;
    private boolean probed;
    private long pingUs = 5_000_000;
    private long messages;

    /** @param patient whether it waits for ever for answers */
    User(String id, String group, boolean patient, Surroundings around) {
        this.id = id;
        this.around = around;
        this.patient = patient;
        this.random = new Random(around.seed() ^ id.hashCode() * 0x9e3779b97f4a7c15L);
        this.calls = new Calls(this.random, this::ask);
        this.wording = new Wording(around, kept);
        this.diary = new Diary(id, around);
        this.company = new Company(id, around);
        wanted.add(group);
    }

    String id() {
        return id;
    }

    boolean online() {
        return online;
    }

    /** Whether it will come back, or is there. */
    boolean alive() {
        return !over;
    }

    boolean settled() {
        return online && !deaf && joined.containsAll(wanted);
    }

    boolean isDeaf() {
        return deaf;
    }

    boolean awaitsRoster() {
        return requests.contains(Request.Members.class) || requests.contains(Request.Groups.class);
    }

    Set<String> groups() {
        return wanted;
    }

    /** Whether it is a member of the group, as far as it knows. */
    boolean isIn(String group) {
        return online && !deaf && joined.contains(group);
    }

    /** Time goes on; a few times in a second. */
    void tick(long now) {
        if (over) {
            return;
        }
        if (socket == null) {
            if (now >= dialAt) {
                dial(now);
            }
        } else if (!online) {
            if (now - dialledAt > OPEN_US + (socket.isUpgraded() ? WELCOME_US : 0)) {
                socket.drop("welcome_timeout");
            }
        } else if (stalls && settled()) {
            stalls = false;
            deaf = true;
            socket.stall();
            around.write(new Entry.Stalled(now, id));
        } else if (!deaf && now > answerDue && !patient) {
            unanswered();
        } else if (!deaf && now - heardAt > pingUs && answerDue == Long.MAX_VALUE) {
            ask(new Request.Ping());
        }
        if (online && !deaf) {
            calls.tick(now);
        }
    }

    /** Some requests take their time: a ping does not. */
    private void unanswered() {
        answerDue = Long.MAX_VALUE;
        if (probed && socket != null) {
            socket.drop("no_answer");
        } else {
            probed = true;
            ask(new Request.Ping());
        }
    }

    private void dial(long now) {
        Surroundings.Target target = around.target(random);
        if (target == null) {
            dialAt = now + 200_000;
            return;
        }
        if (token == null) {
            token = Tokens.of(id);
        }
        List<String> protocols = resume == null
                ? List.of("ringway.v1", "bearer." + token)
                : List.of("ringway.v1", "bearer." + token, "resume." + received + "." + resume);
        dialledAt = now;
        node = target.name();
        try {
            socket = Socket.dial(around.loop(), target.address(), protocols, narrow, this);
        } catch (IOException e) {
            ended(Socket.ABNORMAL, "no socket");
        }
    }

    @Override
    public void text(String text) {
        JsonObject frame = new JsonObject(text);
        heardAt = Logbook.now();
        answerDue = Long.MAX_VALUE;
        probed = false;
        if (!online && "welcome".equals(frame.getString("type"))) {
            welcome(frame);
            return;
        }
        received++;
        switch (frame.getString("type")) {
            case "result" -> answered(frame);
            case "error" -> refused(frame);
            case "message" ->
                kept.message(frame).forEach(message -> diary.told(heardAt, frame.getString("group"), message));
            case "gap" -> {
                String group = frame.getString("group");
                kept.skipped(group, frame.getJsonObject("position"))
                        .forEach(message -> diary.told(heardAt, group, message));
                around.write(new Entry.Gap(heardAt, id, group));
            }
            case "notice" -> company.noticed(heardAt, frame);
            case "notices" -> company.stepped(heardAt, frame);
            case "count" -> {
                if (company.sized(heardAt, frame)) {
                    ask(new Request.Members(frame.getString("group")));
                }
            }
            case "rtc:incoming" -> calls.rings(frame.getString("call_id"), heardAt);
            case "rtc:accepted" -> calls.goesOn(frame.getString("call_id"), heardAt);
            case "rtc:closed", "rtc:merged" -> {
                calls.isOver(frame.getString("call_id"));
                diary.inCall(heardAt, frame, Entry.InCall.OVER);
            }
            default -> {
                // Nothing that this client is here for.
            }
        }
    }

    private void welcome(JsonObject frame) {
        boolean whole = cid.equals(frame.getString("cid")) && frame.getBoolean("recovered", false);
        boolean moved = !frame.getString("epoch", "").equals(epoch);
        epoch = frame.getString("epoch", "");
        online = true;
        onlineAt = heardAt;
        cid = frame.getString("cid");
        resume = frame.getString("resume");
        received = frame.getLong("seq", 0L);
        sent = frame.getLong("heard", 0L);
        pingUs = frame.getLong("ping_interval_ms", 5_000L) * 1_000;
        around.write(new Entry.Opened(heardAt, id, node, cid, frame.getBoolean("resumed", false), whole, moved));
        if (whole) {
            requests.unheard(sent).forEach(asked -> put(asked.id(), asked.request(), asked.frame()));
            wanted.stream()
                    .filter(group -> !joined.contains(group) && !requests.joins(group))
                    .forEach(group -> ask(new Request.Join(group)));
            if (moved) {
                // Versions are another node's: what was not told meanwhile is seen from its rosters.
                company.moved(joined, requests.nextId());
                joined.forEach(group -> ask(new Request.Members(group)));
            }
        } else {
            requests.lose().forEach(asked -> diary.waited(heardAt, asked, false));
            kept.lost();
            joined.clear();
            wanted.forEach(group -> ask(new Request.Join(group)));
        }
    }

    private void answered(JsonObject frame) {
        Requests.Asked asked = requests.answered(frame.getLong("id", -1L));
        if (asked == null) {
            return;
        }
        diary.waited(heardAt, asked, true);
        switch (asked.request()) {
            case Request.Join(String group) -> {
                joined.add(group);
                if (company.joined(heardAt, cid, asked.id(), frame)) {
                    ask(new Request.Members(group));
                }
                kept.joined(group, frame).forEach(message -> diary.told(heardAt, group, message));
            }
            case Request.Publish(String group, Message message) -> {
                kept.published(group, frame.getLong("offset"));
                around.write(new Entry.Acked(heardAt, id, message));
            }
            case Request.Members members -> company.listed(heardAt, asked.id(), frame);
            case Request.Groups groups -> diary.counted(heardAt, frame);
            case Request.Call call -> diary.inCall(heardAt, frame, Entry.InCall.BEGAN);
            case Request.Accept(String call) -> {
                calls.goesOn(call, heardAt);
                around.write(new Entry.InCall(heardAt, id, call, Entry.InCall.ANSWERED));
            }
            case Request.Hangup hangup -> {}
            case Request.Leave leave -> {}
            case Request.Ping ping -> {}
        }
    }

    private void refused(JsonObject frame) {
        Requests.Asked asked = requests.answered(frame.getLong("id", -1L));
        diary.refused(heardAt, asked, frame.getString("code"));
        if (asked != null && asked.request() instanceof Request.Join && frame.getBoolean("temporary", false)) {
            // The shim's join stands until it is taken back.
            ask(asked.request());
        }
    }

    void publish(String group) {
        if (isIn(group)) {
            ask(new Request.Publish(group, new Message(id, ++messages)));
        }
    }

    void call(String callee) {
        ask(new Request.Call(callee));
    }

    void join(String group) {
        if (wanted.add(group) && online) {
            ask(new Request.Join(group));
        }
    }

    void leave(String group) {
        wanted.remove(group);
        joined.remove(group);
        kept.left(group);
        around.write(new Entry.Left(Logbook.now(), id, group));
        if (online) {
            ask(new Request.Leave(group));
        }
    }

    /** Asks who is in its groups. */
    void look() {
        if (online && !deaf) {
            joined.forEach(group -> ask(new Request.Members(group)));
        }
    }

    /** Asks which groups there are. */
    void count() {
        ask(new Request.Groups("g"));
    }

    private void ask(Request request) {
        long number = requests.nextId();
        JsonObject frame = wording.frame(number, request);
        if (request instanceof Request.Publish(String group, Message message)) {
            around.write(new Entry.Sent(Logbook.now(), id, cid, group, message));
        } else if (request instanceof Request.Join(String group)) {
            company.asks(Logbook.now(), cid, group);
        }
        put(number, request, frame.encode());
    }

    private void put(long number, Request request, String frame) {
        long now = Logbook.now();
        requests.add(new Requests.Asked(number, request, frame, ++sent, now));
        answerDue = Math.min(answerDue, now + ANSWER_US);
        if (socket != null) {
            socket.send(frame);
        }
    }

    /** Connects anew, with little room between it and the server. */
    void narrow() {
        narrow = true;
        reset();
    }

    /** Once all is well, it reads nothing more, and says nothing. */
    void stall() {
        stalls = true;
    }

    /** Reads again. */
    void hear() {
        deaf = false;
        answerDue = Long.MAX_VALUE;
        around.write(new Entry.Hears(Logbook.now(), id));
        if (socket != null) {
            socket.hear();
        }
    }

    /** Whether it does not come back from the next loss. */
    void mortal(boolean is) {
        mortal = is;
    }

    /** Writes down what became of its requests. */
    void end() {
        diary.ends(Logbook.now(), requests, online && !deaf ? onlineAt : Requests.NOT_THERE);
    }

    void reset() {
        if (socket != null) {
            socket.reset();
        }
    }

    @Override
    public void ended(int code, String reason) {
        long now = Logbook.now();
        if (online) {
            around.write(new Entry.Closed(now, id, cid, code, reason));
            over = mortal;
            if (now - onlineAt >= WELL_US) {
                attempt = 0;
            }
        } else {
            around.write(new Entry.Failed(now, id, node, code));
        }
        online = false;
        deaf = false;
        socket = null;
        answerDue = Long.MAX_VALUE;
        probed = false;
        over |= Backoff.isFinal(code);
        dialAt = now + 1_000 * Backoff.delay(++attempt, code, reason, random);
    }
}
