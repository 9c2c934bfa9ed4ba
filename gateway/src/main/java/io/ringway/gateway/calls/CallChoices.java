package io.ringway.gateway.calls;

import io.ringway.gateway.protocol.BusyPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that holds of what was said about calls to a user.
 *
 * @param blocked the ids of those whose calls are kept away, at most {@link CallRules#MAX_BLOCKED}, each once
 * @param onBusy what becomes of calls while the user is in one; null for the server's default
 */
public record CallChoices(List<String> blocked, @Nullable BusyPolicy onBusy) {
    public CallChoices {
        blocked = List.copyOf(blocked);
    }
}
