package io.ringway.gateway.push;

import io.vertx.core.Future;

/** What takes notices to browsers. On one context, where futures complete. */
interface PushService {
    /** One try; never fails. */
    Future<Answer> push(Subscription to, Notice notice);

    /** What came of a try. */
    sealed interface Answer {
        /** The push service has it. */
        record Accepted() implements Answer {}

        /** There is no such subscription any more. */
        record Gone() implements Answer {}

        /** It will never take this. */
        record Refused(int status) implements Answer {}

        /** Not now; again after so many milliseconds, 0 where it does not say. */
        record Busy(long afterMillis) implements Answer {}
    }
}
