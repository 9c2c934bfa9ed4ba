package io.ringway.bench.micro;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.ringway.cluster.Bytes;
import io.ringway.cluster.Member;
import io.ringway.gateway.auth.Grants;
import io.ringway.gateway.auth.Principal;
import io.ringway.gateway.http.ws.SocketLoop;
import io.ringway.gateway.limits.ClientAddress;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.resume.ReplayLog;
import io.ringway.gateway.session.Line;
import io.ringway.gateway.session.Passage;
import io.ringway.gateway.session.Session;
import io.ringway.gateway.session.Sessions;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Members of a group, each with a session, a WebSocket, a {@link SinkChannel}, and, where its wire counts frames, a log of what may
 * have to be said again. On one loop.
 */
final class Audience {
    private static final String HANDLER = "websocket";
    /** As a node has it that is not told otherwise. */
    private static final int REPLAY_BYTES = 256 * 1024;

    private final List<SinkChannel> channels = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Sessions sessions;
    private final SocketLoop home;
    private final EventLoop loop;

    Audience(Sessions sessions, SocketLoop home, EventLoop loop) {
        this.sessions = sessions;
        this.home = home;
        this.loop = loop;
    }

    void enter(Member member, Dialect dialect) {
        SinkChannel channel = new SinkChannel();
        channel.pipeline().addLast(HANDLER, new ChannelInboundHandlerAdapter());
        var unused = loop.register(channel);
        Listener listener = new Listener(member, dialect);
        channels.add(channel);
        listeners.add(listener);
        home.take(channel, HANDLER, ClientAddress.UNKNOWN, listener, "bench");
    }

    /** How many frames were given to the network, pings not among them. */
    long delivered() {
        return channels.stream().mapToLong(SinkChannel::frames).sum()
                - listeners.stream().mapToLong(listener -> listener.pings).sum();
    }

    /** Whether every log keeps what its client has not said to have, and nothing else: it neither grows nor drops any of it. */
    boolean isSteady() {
        return listeners.stream().allMatch(listener -> listener.log.before() == listener.acknowledged);
    }

    /** A client that has answered each ping before the next one comes. */
    private final class Listener implements SocketHandler {
        private final Member member;
        private final Dialect dialect;
        private final ReplayLog log = new ReplayLog(REPLAY_BYTES);
        private long pings;
        private long pinged;
        private long acknowledged;

        Listener(Member member, Dialect dialect) {
            this.member = member;
            this.dialect = dialect;
        }

        @Override
        public void opened(Socket socket) {
            Line line = Line.over(socket, dialect.countsFrames());
            line.attach(log);
            Principal principal = new Principal(member.user(), Grants.ALL, Long.MAX_VALUE);
            Session session = new Session(member.cid(), principal, dialect, line, new Passage());
            sessions.add(session);
            sessions.enter(session, Fixtures.GROUP, Bytes.EMPTY, false);
        }

        @Override
        public long mark() {
            pings++;
            acknowledged = pinged;
            log.acknowledge(acknowledged);
            pinged = log.last();
            return pinged;
        }

        @Override
        public void text(ByteBuf message) {}

        @Override
        public void binary(ByteBuf message) {}

        @Override
        public void closed(int code) {}
    }
}
