package io.ringway.gateway.http.ws;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    /** Whatever is thrown here would go past the counting of connections. */
    @Test
    void aConnectionThatIsGoneAlreadyIsLeftToItsEnd() {
        assumeTrue(Epoll.isAvailable());
        EpollSocketChannel channel = new EpollSocketChannel();
        channel.unsafe().closeForcibly();
        assertFalse(channel.isOpen());
        assertDoesNotThrow(() -> Channels.keepKernelQueueShort(channel));
    }
}
