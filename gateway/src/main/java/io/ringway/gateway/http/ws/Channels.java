package io.ringway.gateway.http.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operations whose outcome nobody waits for: a write that fails reaches the pipeline's {@code exceptionCaught}, a close
 * that fails leaves a channel that is closed already. Loop thread only.
 */
final class Channels {
    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    private static final int KERNEL_BYTES = 128 * 1024;

    private Channels() {}

    /**
     * What waits for the client waits where it is counted. Of what it has no room for yet the kernel would take megabytes: as much as a fast
     * connection may need on its way, also where nothing is on its way. What has been sent is not bounded by this.
     */
    static void keepKernelQueueShort(Channel channel) {
        // Only the native transport of Linux knows it; others take what they take.
        try {
            var unused = channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) KERNEL_BYTES);
        } catch (ChannelException closed) {
            // Its end is on its way, and says so: whoever opens it counts it first.
            LOG.debug("A connection was gone before it began", closed);
        }
    }

    static void write(Channel channel, Object message) {
        var unused = channel.write(message, channel.voidPromise());
    }

    static void writeAndFlush(Channel channel, Object message) {
        var unused = channel.writeAndFlush(message, channel.voidPromise());
    }

    static void close(Channel channel) {
        var unused = channel.close();
    }

    /** Closes the channel after a while, if it still is open then. */
    static void closeAfter(Channel channel, Duration delay) {
        later(channel, delay, () -> close(channel));
    }

    static void later(Channel channel, Duration delay, Runnable action) {
        var unused = channel.eventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
