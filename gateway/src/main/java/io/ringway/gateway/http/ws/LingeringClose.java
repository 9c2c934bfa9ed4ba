package io.ringway.gateway.http.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes the sending half only. Closing a TCP socket with input unread resets it, and the reset may destroy the last words
 * on their way; so the peer is told that nothing more comes, and closes itself. The caller cuts it off if it does not.
 */
final class LingeringClose {
    private LingeringClose() {}

    static void after(ChannelFuture lastWrite) {
        var unused = lastWrite.addListener(written -> shutdown(lastWrite.channel()));
    }

    private static void shutdown(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            var unused = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            var unused = duplex.shutdownOutput();
        } else {
            Channels.close(channel);
        }
    }
}
