package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.ringway.gateway.config.Config;
import io.ringway.gateway.http.GatewayServer;
import io.ringway.gateway.http.ServerOptions;
import io.ringway.gateway.limits.AddressGate;
import io.ringway.gateway.metrics.BufferMemory;
import io.ringway.gateway.metrics.Metrics;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.FrontDoor.Admission;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The transport alone under load, without sessions: the smallest broadcaster, on one event loop. Not a test; run its main
 * with a port. Texts: {@code U<id>} names the sender, {@code J<group>} joins, {@code B<group>
 * <payload>} goes to a group and {@code R<id> <payload>} to one.
 */
final class LoadServer implements FrontDoor {
    private final Map<String, List<Member>> groups = new HashMap<>();
    private final Map<String, Member> users = new HashMap<>();

    private LoadServer() {}

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        ServerOptions options = ServerOptions.local().withListen("127.0.0.1", port, 1);
        GatewayServer server = new GatewayServer(
                vertx,
                options,
                Map.of("/", new Door("load", new LoadServer())),
                new AddressGate(Config.of(Map.of("dev", "true")).limits().address()),
                () -> request -> request.response().end("no"),
                new Metrics(),
                BufferMemory.ofThisProcess());
        server.start().onComplete(done -> System.err.println(done.succeeded() ? "listening" : done.cause()));
    }

    @Override
    public Future<Admission> admit(Handshake handshake) {
        return Future.succeededFuture(new Admission.Accept(new Member(), null));
    }

    private final class Member implements SocketHandler {
        private Socket socket = new NoSocket();
        private List<Member> group = new ArrayList<>(0);

        @Override
        public void opened(Socket opening) {
            socket = opening;
        }

        @Override
        public void text(ByteBuf message) {
            byte kind = message.readByte();
            switch (kind) {
                case 'U' -> {
                    users.put(message.toString(StandardCharsets.UTF_8), this);
                    reply("U");
                }
                case 'J', 'K' -> {
                    group = groups.computeIfAbsent(message.toString(StandardCharsets.UTF_8), g -> new ArrayList<>());
                    group.add(this);
                    reply("J");
                }
                case 'B' -> broadcast(message);
                case 'R' -> relay(message);
                default -> {}
            }
        }

        private void broadcast(ByteBuf message) {
            List<Member> members = groups.getOrDefault(word(message), List.of());
            Frame frame = Frame.text(Frame.allocate(message.readableBytes()).writeBytes(message));
            for (int i = 0; i < members.size(); i++) {
                members.get(i).socket.write(frame);
            }
            frame.release();
        }

        private void relay(ByteBuf message) {
            Member to = Objects.requireNonNullElse(users.get(word(message)), this);
            EchoDoor.send(
                    to.socket,
                    Frame.text(Frame.allocate(message.readableBytes()).writeBytes(message)));
        }

        private static String word(ByteBuf message) {
            int length = message.bytesBefore((byte) ' ');
            String word =
                    message.readCharSequence(length, StandardCharsets.US_ASCII).toString();
            message.skipBytes(1);
            return word;
        }

        private void reply(String text) {
            EchoDoor.send(socket, EchoDoor.text(text));
        }

        @Override
        public void binary(ByteBuf message) {}

        @Override
        public void closed(int code) {
            group.remove(this);
            users.values().remove(this);
        }
    }
}
