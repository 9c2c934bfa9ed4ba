package io.ringway.gateway.webhooks;

import java.util.Optional;

/** What a receiver can be told. */
public enum EventType {
    MEMBER_JOINED("member.joined"),
    MEMBER_LEFT("member.left"),
    GROUP_OCCUPIED("group.occupied"),
    GROUP_VACATED("group.vacated"),
    MESSAGE("message"),
    CALL_RINGING("call.ringing"),
    CALL_ANSWERED("call.answered"),
    CALL_ENDED("call.ended"),
    CALL_MISSED("call.missed");

    private final String code;

    EventType(String code) {
        this.code = code;
    }

    /** The name on the wire. */
    public String code() {
        return code;
    }

    public static Optional<EventType> of(String code) {
        for (EventType type : values()) {
            if (type.code.equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Whether it is about who is in a group. */
    boolean isOfMembers() {
        return switch (this) {
            case MEMBER_JOINED, MEMBER_LEFT, GROUP_OCCUPIED, GROUP_VACATED -> true;
            case MESSAGE, CALL_RINGING, CALL_ANSWERED, CALL_ENDED, CALL_MISSED -> false;
        };
    }

    boolean isOfCalls() {
        return switch (this) {
            case CALL_RINGING, CALL_ANSWERED, CALL_ENDED, CALL_MISSED -> true;
            case MEMBER_JOINED, MEMBER_LEFT, GROUP_OCCUPIED, GROUP_VACATED, MESSAGE -> false;
        };
    }
}
