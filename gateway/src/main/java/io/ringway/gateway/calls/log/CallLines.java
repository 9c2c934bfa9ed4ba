package io.ringway.gateway.calls.log;

import io.ringway.cluster.UserId;
import io.ringway.gateway.calls.CallMoment;
import io.ringway.gateway.calls.CallTarget;
import io.ringway.gateway.protocol.CallLine;
import io.ringway.gateway.protocol.CallLine.What;
import io.ringway.gateway.protocol.CloseReason;
import io.ringway.gateway.protocol.IceReport;
import io.ringway.gateway.protocol.Sender;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Moments of a call, and what its devices report, as lines of its timeline. */
public final class CallLines {
    private CallLines() {}

    public static CallLine of(CallMoment moment, long at) {
        return switch (moment) {
            case CallMoment.Began began -> began(began, at);
            case CallMoment.Rang rang -> line(at, What.RANG, null, rang.devices(), devices(rang.devices()));
            case CallMoment.Asked asked -> line(at, What.ASKED, null, asked.devices(), asked(asked.devices()));
            case CallMoment.Started(var call, var device) ->
                line(at, What.STARTED, device, 0, "calls with this device");
            case CallMoment.Ringing(var call, var device, var news) ->
                line(at, What.RINGING, device, 0, "this device rings");
            case CallMoment.Answered(var call, var device) -> line(at, What.ANSWERED, device, 0, "answered");
            case CallMoment.Declined(var call, var device) ->
                line(at, What.DECLINED, device, 0, "declined on this device");
            case CallMoment.Suspect(var call, var party) ->
                line(at, What.SUSPECT, party, 0, "lost the connection to the gateway; the call goes on");
            case CallMoment.Back(var call, var party) ->
                line(at, What.BACK, party, 0, "is connected to the gateway again");
            case CallMoment.Moved(var call, var to, var isSame) ->
                line(at, What.MOVED, to, 0, isSame ? "begins anew with this device" : "goes on with this device");
            case CallMoment.Ended ended -> ended(ended, at);
        };
    }

    private static CallLine began(CallMoment.Began began, long at) {
        Sender caller = began.caller();
        String callee = began.target() instanceof CallTarget.User(UserId user) ? user.id() : null;
        String text = callee == null ? "calls one device" : "calls " + callee;
        return new CallLine(at, What.BEGAN, caller.user().id(), caller.cid(), callee, began.dataBytes(), null, text);
    }

    private static String devices(int devices) {
        return switch (devices) {
            case 0 -> "no device is there to ring";
            case 1 -> "rings on 1 device";
            case Integer.MAX_VALUE -> "rings; on how many devices is not known";
            default -> "rings on " + devices + " devices";
        };
    }

    private static String asked(int devices) {
        return switch (devices) {
            case 0 -> "no device of the caller is there to start the call";
            case 1 -> "asks 1 device of the caller to start the call";
            case Integer.MAX_VALUE -> "asks the caller's devices to start the call; how many is not known";
            default -> "asks " + devices + " devices of the caller to start the call";
        };
    }

    private static CallLine ended(CallMoment.Ended ended, long at) {
        Sender by = ended.by();
        return new CallLine(
                at,
                What.CLOSED,
                by == null ? null : by.user().id(),
                by == null ? null : by.cid(),
                null,
                0,
                ended.reason(),
                words(ended.reason()));
    }

    /** Why a call is over, to follow who ended it, or to stand alone. */
    private static String words(CloseReason reason) {
        return switch (reason) {
            case HANGUP -> "hung up";
            case DECLINED -> "declined";
            case CANCELLED -> "gave up before anybody answered";
            case BUSY -> "busy";
            case TIMEOUT -> "nobody answered in time";
            case ANSWERED_ELSEWHERE -> "answered on another device";
            case UNREACHABLE -> "no device could be reached";
            case DISCONNECTED -> "the connection to the gateway was lost";
            case FAILED -> "failed";
            case MOVED -> "went on elsewhere";
        };
    }

    public static CallLine of(IceReport report, Sender by, long at) {
        return switch (report.outcome()) {
            case CONNECTED -> line(at, What.CONNECTED, by, 0, connected(report));
            case FAILED -> line(at, What.FAILED, by, 0, failed(report));
        };
    }

    private static String connected(IceReport report) {
        String way = "media flows: " + kind(report.local()) + " here, " + kind(report.remote()) + " there";
        return report.text().isEmpty() ? way : way + "; " + report.text();
    }

    private static String kind(IceReport.@Nullable Candidate candidate) {
        return switch (candidate) {
            case null -> "an unknown way";
            case HOST -> "direct";
            case SRFLX, PRFLX -> "through NAT";
            case RELAY -> "through a relay";
        };
    }

    private static String failed(IceReport report) {
        String text = report.text().isEmpty() ? "no way through the network" : report.text();
        IceReport.State state = report.state();
        return state == null ? text : text + " (" + state.name().toLowerCase(Locale.ROOT) + ")";
    }

    private static CallLine line(long at, What what, @Nullable Sender who, int count, String text) {
        return new CallLine(
                at,
                what,
                who == null ? null : who.user().id(),
                who == null ? null : who.cid(),
                null,
                count,
                null,
                text);
    }
}
