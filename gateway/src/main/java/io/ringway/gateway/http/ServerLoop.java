package io.ringway.gateway.http;

import io.ringway.gateway.http.ws.HttpGate;
import io.ringway.gateway.http.ws.SocketLoop;
import io.ringway.gateway.http.ws.WebSockets;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop's share of the public server. */
final class ServerLoop extends VerticleBase {
    private final ServerOptions options;
    private final int listenPort;
    private final WebSockets sockets;
    private final Handler<HttpServerRequest> http;
    private volatile @Nullable HttpServer server;
    private volatile @Nullable SocketLoop home;

    ServerLoop(ServerOptions options, int listenPort, WebSockets sockets, Handler<HttpServerRequest> http) {
        this.options = options;
        this.listenPort = listenPort;
        this.sockets = sockets;
        this.http = http;
    }

    @Override
    public Future<?> start() {
        SocketLoop loop = sockets.newLoop((ContextInternal) context);
        home = loop;
        HttpServer listening = vertx.createHttpServer(serverOptions());
        server = listening;
        return listening
                .requestHandler(http)
                .connectionHandler(connection -> HttpGate.install(
                        connection,
                        loop,
                        options.http().requestTimeout(),
                        options.http().keepAliveTimeout()))
                .listen(listenPort, options.host());
    }

    private HttpServerOptions serverOptions() {
        HttpServerOptions http1 = new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(options.http().backlog())
                .setMaxInitialLineLength(options.http().headBytes())
                .setMaxHeaderSize(options.http().headBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(options.sockets().frameBytes())
                .setMaxWebSocketMessageSize(options.sockets().frameBytes())
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false);
        ServerOptions.Tls tls = options.tls();
        return tls == null
                ? http1
                : http1.setSsl(true)
                        .setUseAlpn(false)
                        .setSslHandshakeTimeout(options.http().requestTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(tls.certificate().toString())
                                .setKeyPath(tls.key().toString()));
    }

    /** No new connection from now on; completes when the open ones are gone or cut at the deadline. */
    Future<Void> drain(Duration deadline) {
        HttpServer listening = server;
        return listening == null
                ? Future.succeededFuture()
                : listening.shutdown(deadline.toMillis(), TimeUnit.MILLISECONDS).onComplete(done -> stopTicking());
    }

    private void stopTicking() {
        SocketLoop loop = home;
        if (loop != null) {
            loop.stop();
        }
    }

    int port() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }
}
