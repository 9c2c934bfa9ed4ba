package io.ringway.gateway.limits;

import io.ringway.gateway.config.ConnectionLimitsConfig;
import io.ringway.gateway.protocol.Command;

/**
 * What one connection has asked for lately, by kind, and whether it heeds what it is told. Pure; the connection's event loop
 * only.
 */
public final class Meter {
    /** Who is told "not now" more often than this is not listening, and is disconnected. */
    private static final Rate REFUSALS = Rate.perSecond(10, 200);

    private final TokenBucket requests;
    private final TokenBucket signals;
    private final TokenBucket joins;
    private final TokenBucket bytes;
    private final TokenBucket signalBytes;
    private final TokenBucket refusals = new TokenBucket(REFUSALS);

    /** Requests are counted by kind, so that the signals of a call wait for nothing else. */
    public enum Kind {
        REQUESTS,
        SIGNALS,
        JOINS;

        public static Kind of(Command command) {
            return switch (command) {
                case Command.Join join -> JOINS;
                case Command.Switch target -> target.group() == null ? REQUESTS : JOINS;
                case Command.Relay relay -> SIGNALS;
                case Command.Accept accept -> SIGNALS;
                case Command.SendSignal signal -> SIGNALS;
                case Command.Hangup hangup -> SIGNALS;
                case Command.Move move -> SIGNALS;
                case Command.PeerSignal signal -> SIGNALS;
                case Command.PeerUnknown unknown -> SIGNALS;
                case Command.PeerAccept accept -> SIGNALS;
                case Command.PeerHangup hangup -> SIGNALS;
                case Command.Hello hello -> REQUESTS;
                case Command.HelloKey hello -> REQUESTS;
                case Command.Leave leave -> REQUESTS;
                case Command.Update update -> REQUESTS;
                case Command.Publish publish -> REQUESTS;
                case Command.SendUser send -> REQUESTS;
                case Command.SendCid send -> REQUESTS;
                case Command.Members members -> REQUESTS;
                case Command.History history -> REQUESTS;
                case Command.Groups groups -> REQUESTS;
                case Command.Refresh refresh -> REQUESTS;
                case Command.Ping ping -> REQUESTS;
                case Command.Background background -> REQUESTS;
                case Command.KeepAlive keepAlive -> REQUESTS;
                case Command.CallCid call -> REQUESTS;
                case Command.CallUser call -> REQUESTS;
                case Command.Block block -> REQUESTS;
                case Command.Unblock unblock -> REQUESTS;
                case Command.Blocked blocked -> REQUESTS;
                case Command.OnBusy onBusy -> REQUESTS;
                case Command.OfCallLog log -> REQUESTS;
                case Command.Admit admit -> REQUESTS;
                case Command.OfState state -> REQUESTS;
            };
        }
    }

    /**
     * The rates that every connection is held to.
     *
     * @param bytes of what is no signal
     */
    public record Rates(Rate requests, Rate signals, Rate joins, Rate bytes, Rate signalBytes) {
        /** @param groups how many a connection may be in: it may join them all at once */
        public static Rates of(ConnectionLimitsConfig config, int groups) {
            return new Rates(
                    Rate.perSecond(config.requestsPerSecond(), config.requestsBurst()),
                    Rate.perSecond(config.signalsPerSecond(), config.signalsBurst()),
                    Rate.perSecond(config.joinsPerSecond(), Math.max(groups, config.joinsBurst())),
                    Rate.perSecond(config.bytesPerSecond(), config.bytesBurst()),
                    Rate.perSecond(config.signalBytesPerSecond(), config.signalBytesBurst()));
        }
    }

    public Meter(Rates rates) {
        requests = new TokenBucket(rates.requests());
        signals = new TokenBucket(rates.signals());
        joins = new TokenBucket(rates.joins());
        bytes = new TokenBucket(rates.bytes());
        signalBytes = new TokenBucket(rates.signalBytes());
    }

    /**
     * Counts one more of so many bytes: 0 where it may pass, else the milliseconds until one may. One that is larger than all that may pass
     * at once waits for as long as that takes.
     */
    public long take(Kind kind, int size, long nowMillis) {
        long wait = count(kind).millisUntil(nowMillis);
        if (wait == 0) {
            wait = bytes(kind).take(size, nowMillis);
        }
        return wait > 0 ? wait : count(kind).take(nowMillis);
    }

    private TokenBucket count(Kind kind) {
        return switch (kind) {
            case REQUESTS -> requests;
            case SIGNALS -> signals;
            case JOINS -> joins;
        };
    }

    private TokenBucket bytes(Kind kind) {
        return switch (kind) {
            case REQUESTS, JOINS -> bytes;
            case SIGNALS -> signalBytes;
        };
    }

    /** Counts one that may not pass: true where that was one too many. */
    public boolean isDeaf(long nowMillis) {
        return refusals.take(nowMillis) > 0;
    }
}
