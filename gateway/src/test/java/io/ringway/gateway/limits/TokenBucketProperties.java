package io.ringway.gateway.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What a token bucket lets through, whoever asks and when. */
class TokenBucketProperties {
    private static final long START = 1_790_000_000_000L;

    @Provide
    Arbitrary<Rate> rates() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5_000),
                        Arbitraries.longs().between(1, 120_000),
                        Arbitraries.integers().between(1, 300))
                .as((permits, millis, burst) -> new Rate(permits, Duration.ofMillis(millis), burst));
    }

    /** In every stretch of time at most what was there at its beginning and what came in meanwhile. */
    @Property
    boolean neverMoreThanTheRate(
            @ForAll("rates") Rate rate, @ForAll @Size(max = 400) List<@IntRange(max = 2_000) Integer> pauses) {
        TokenBucket bucket = new TokenBucket(rate);
        List<Long> taken = new ArrayList<>();
        long now = START;
        for (int pause : pauses) {
            now += pause / 20;
            if (bucket.take(now) == 0) {
                taken.add(now);
            }
        }
        double perMilli = rate.permits() / (double) rate.period().toMillis();
        for (int from = 0; from < taken.size(); from++) {
            for (int to = from; to < taken.size(); to++) {
                if (to - from + 1 > rate.burst() + perMilli * (taken.get(to) - taken.get(from)) + 1e-6) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Who waits as long as he is told is let through, and not before. */
    @Property
    boolean theWaitIsRight(@ForAll("rates") Rate rate, @ForAll @IntRange(min = 1, max = 300) int permits) {
        TokenBucket bucket = new TokenBucket(rate);
        while (bucket.take(START) == 0) {
            if (bucket.millisUntil(START) > 0 != (bucket.available(START) == 0)) {
                return false;
            }
        }
        long wait = bucket.take(permits, START);
        return (wait == 1 || bucket.take(permits, START + wait - 1) > 0)
                && bucket.take(permits, START + wait) == 0
                && bucket.millisUntil(START + wait) >= 0;
    }

    @Property
    boolean fullIsAsGoodAsNew(@ForAll("rates") Rate rate, @ForAll @IntRange(max = 400) int takes) {
        TokenBucket bucket = new TokenBucket(rate);
        for (int i = 0; i < takes; i++) {
            bucket.take(START);
        }
        long full = START + bucket.millisUntilFull(START);
        return bucket.isFull(full) && bucket.available(full) == rate.burst();
    }

    @Property
    boolean aClockThatStepsBackCostsOneFillingAtMost(@ForAll("rates") Rate rate, @ForAll @IntRange(min = 1) int back) {
        TokenBucket bucket = new TokenBucket(rate);
        while (bucket.take(START) == 0) {
            if (bucket.available(START) > rate.burst()) {
                return false;
            }
        }
        long fillingMillis = rate.interval() * rate.burst() / 1_000_000 + 1;
        return bucket.take(START - back) <= fillingMillis;
    }

    /** Strangers make up keys: what is remembered of them stays bounded, and those who ask on are not forgiven. */
    @Property(tries = 50)
    boolean rememberedKeysAreBounded(@ForAll @IntRange(min = 2, max = 50) int most) {
        Buckets<Integer> buckets = new Buckets<>(Rate.perMinute(1, 1), most);
        for (int stranger = 1; stranger < 10 * most; stranger++) {
            buckets.take(stranger, START);
            boolean wasFirst = buckets.take(0, START) == 0;
            if (buckets.size() > most + 1 || wasFirst != (stranger == 1)) {
                return false;
            }
        }
        long later = START + 60_000;
        buckets.take(-1, later);
        buckets.take(-2, later);
        return buckets.size() <= most;
    }
}
