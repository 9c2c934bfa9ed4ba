package io.ringway.gateway.http.api;

import io.ringway.gateway.auth.TokenMinter;
import io.ringway.gateway.auth.TokenVerifier;
import io.ringway.gateway.config.MeetingsConfig;
import io.ringway.gateway.limits.Limits;
import io.ringway.gateway.meetings.Folders;
import io.ringway.gateway.push.PushDesk;
import io.ringway.gateway.session.backend.Backend;
import io.ringway.gateway.session.meetings.Lobby;
import io.ringway.gateway.streams.Performer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the backend API does, by subject.
 *
 * @param minter null where the gateway has no secret to sign with
 * @param longestToken how long a token that is accepted may live
 */
public record BackendApi(
        Backend backend,
        ApiKeys keys,
        IdempotentCalls idempotent,
        @Nullable TokenMinter minter,
        TokenVerifier tokens,
        Duration longestToken,
        WebhookOperations webhooks,
        Folders folders,
        MeetingsConfig meetings,
        PushDesk push,
        Limits limits,
        InstantSource clock) {
    /** Meetings for those who are in them. */
    public Lobby lobby() {
        return new KitLobby(kit());
    }

    private Kit kit() {
        return new Kit(backend, folders, meetings, minter, tokens, longestToken, limits, clock);
    }

    /** The routes of one event loop. */
    public ApiRoutes routes() {
        return new ApiRoutes(keys, idempotent, limits, operations());
    }

    /** The same for streams; for one event loop. */
    public Performer performer() {
        return new StreamedCalls(operations(), idempotent, limits);
    }

    private Map<String, Operation> operations() {
        Map<String, Operation> operations = new HashMap<>();
        new TokenOperations(kit()).addTo(operations);
        new PresenceOperations(backend).addTo(operations);
        new MessageOperations(backend).addTo(operations);
        new GroupOperations(backend).addTo(operations);
        new GroupSettingsOperations(backend.groups(), clock).addTo(operations);
        new StateOperations(backend.groups()).addTo(operations);
        new UserOperations(backend, clock).addTo(operations);
        new ConnectionOperations(backend).addTo(operations);
        new CallOperations(backend).addTo(operations);
        new CallSettingsOperations(backend).addTo(operations);
        webhooks.addTo(operations);
        kit().addTo(operations);
        new PushOperations(push).addTo(operations);
        return operations;
    }
}
