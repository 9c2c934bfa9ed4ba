package io.ringway.gateway.protocol.skapi;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** Writes every {@code %} of a buffer as {@code %25}: the exact inverse of what a URI decoder does. */
final class PercentEscape {
    private static final byte PERCENT = '%';
    private static final int GROWTH = 2;

    private PercentEscape() {}

    /** In place; a byte of a longer UTF-8 sequence is never a percent sign. */
    static void escape(ByteBuf text) {
        int percents = count(text);
        if (percents == 0) {
            return;
        }
        int from = text.writerIndex() - 1;
        int to = from + GROWTH * percents;
        text.ensureWritable(GROWTH * percents).writerIndex(to + 1);
        while (from < to) {
            byte c = text.getByte(from--);
            if (c == PERCENT) {
                to -= GROWTH;
                text.setByte(to, PERCENT).setByte(to + 1, '2').setByte(to + 2, '5');
                to--;
            } else {
                text.setByte(to--, c);
            }
        }
    }

    private static int count(ByteBuf text) {
        int[] percents = {0};
        text.forEachByte((ByteProcessor) c -> {
            percents[0] += c == PERCENT ? 1 : 0;
            return true;
        });
        return percents[0];
    }
}
