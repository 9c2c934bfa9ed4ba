package io.ringway.gateway.session.doors;

import io.netty.buffer.ByteBuf;
import io.ringway.cluster.UserId;
import io.ringway.gateway.auth.Visitor;
import io.ringway.gateway.protocol.CloseCode;
import io.ringway.gateway.protocol.Dialect;
import io.ringway.gateway.session.Connection;
import io.ringway.gateway.session.Socket;
import io.ringway.gateway.session.SocketHandler;
import io.ringway.gateway.session.node.Node;

/** The connection of somebody with a publishable key: takes a place of its address for as long as anything is left of it. */
final class VisitorConnection implements SocketHandler {
    private final Visitor visitor;
    private final Connection connection;
    private boolean inside;

    VisitorConnection(Node node, Dialect dialect, Visitor visitor, Connection.Hello hello) {
        this.visitor = visitor;
        this.connection = new Connection(node, dialect, visitor.principal(), hello);
    }

    @Override
    public void opened(Socket socket) {
        inside = visitor.enter();
        if (inside) {
            connection.opened(socket);
        } else {
            socket.close(CloseCode.RATE_LIMITED);
        }
    }

    @Override
    public void text(ByteBuf message) {
        if (inside) {
            connection.text(message);
        }
    }

    @Override
    public void binary(ByteBuf message) {
        if (inside) {
            connection.binary(message);
        }
    }

    @Override
    public UserId user() {
        return connection.user();
    }

    @Override
    public long mark() {
        return inside ? connection.mark() : 0;
    }

    @Override
    public void acknowledged(long mark) {
        if (inside) {
            connection.acknowledged(mark);
        }
    }

    @Override
    public void closed(int code) {
        if (inside) {
            connection.closed(code);
        }
    }

    @Override
    public void gone() {
        if (inside) {
            inside = false;
            visitor.exit();
        }
    }
}
