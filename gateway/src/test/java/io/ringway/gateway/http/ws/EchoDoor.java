package io.ringway.gateway.http.ws;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.Tenant;
import io.ringway.cluster.UserId;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.ErrorCode;
import io.ringway.gateway.protocol.Frame;
import io.ringway.gateway.session.FrontDoor;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends back what it gets, and does as some texts say: {@code !close}, {@code !many n}, {@code !boom}, {@code !user id}. Remembers every
 * handshake and how many handlers were opened and closed.
 */
final class EchoDoor implements FrontDoor {
    final Queue<Handshake> handshakes = new ConcurrentLinkedQueue<>();
    final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    final Queue<Integer> codes = new ConcurrentLinkedQueue<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger gone = new AtomicInteger();
    volatile Function<Handshake, Future<Admission>> decision = this::accept;

    @Override
    public Future<Admission> admit(Handshake handshake) {
        handshakes.add(handshake);
        return decision.apply(handshake);
    }

    Future<Admission> accept(Handshake handshake) {
        String chosen = handshake.subProtocols().contains("ringway.v1") ? "ringway.v1" : null;
        return Future.succeededFuture(new Admission.Accept(new Echo(), chosen));
    }

    static Future<Admission> refuse(ErrorCode code, String message) {
        return Future.succeededFuture(new Admission.Refuse(code, message));
    }

    static Frame text(String text) {
        return Frame.text(Frame.allocate(text.length()).writeBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void send(Socket socket, Frame frame) {
        socket.write(frame);
        frame.release();
    }

    private final class Echo implements SocketHandler {
        private Socket socket = new NoSocket();
        private @Nullable UserId user;

        @Override
        public @Nullable UserId user() {
            return user;
        }

        @Override
        public void opened(Socket opening) {
            socket = opening;
            sockets.add(opening);
            opened.incrementAndGet();
        }

        @Override
        public void text(ByteBuf message) {
            String text = message.toString(StandardCharsets.UTF_8);
            if (text.equals("!close")) {
                socket.close(CloseCode.KICKED);
            } else if (text.equals("!boom")) {
                throw new IllegalStateException("as told");
            } else if (text.startsWith("!user ")) {
                user = new UserId(new Tenant("acme"), text.substring(6));
            } else if (text.startsWith("!many ")) {
                many(Integer.parseInt(text.substring(6)));
            } else {
                send(socket, Frame.text(Frame.allocate(message.readableBytes()).writeBytes(message)));
            }
        }

        private void many(int count) {
            for (int i = 0; i < count; i++) {
                send(socket, EchoDoor.text("frame " + i));
            }
        }

        @Override
        public void binary(ByteBuf message) {
            send(socket, Frame.binary(Frame.allocate(message.readableBytes()).writeBytes(message)));
        }

        @Override
        public void closed(int code) {
            codes.add(code);
            closed.incrementAndGet();
        }

        @Override
        public void gone() {
            gone.incrementAndGet();
        }
    }
}
