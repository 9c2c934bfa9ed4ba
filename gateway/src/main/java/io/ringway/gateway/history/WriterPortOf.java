package io.ringway.gateway.history;

import java.util.function.ObjLongConsumer;

/** What a writer of one group asks of its node. */
record WriterPortOf(GroupHistory one, HistoryPort port, Blanks blanks, ObjLongConsumer<HistoryMessage> sending)
        implements WriterPort {
    @Override
    public void send(long node, HistoryMessage message) {
        sending.accept(message, node);
    }

    @Override
    public long random() {
        return port.random();
    }

    @Override
    public long timeOfDay() {
        return port.timeOfDay();
    }

    @Override
    public long blankEpoch() {
        return blanks.epoch(one.group);
    }

    @Override
    public boolean isKeeping() {
        return port.isKeeping(one.group);
    }
}
