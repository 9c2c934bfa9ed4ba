/** Calls, as `ringway.js` has them. */
import type { Sender } from './ringway.js';

export type Media = MediaStream | MediaStreamConstraints;

export interface ChannelOptions extends RTCDataChannelInit {
  /** Name of the channel; `protocol`, else `default`, where left out. */
  label?: string;
}

export type ChannelPreset = 'text-chat' | 'file-transfer' | 'video-chat' | 'voice-chat' | 'gaming';

export interface CallOptions {
  /** A stream of the app's (never stopped by the shim), or constraints for one that ends with the call. */
  media?: Media;
  /** Data channels to open; a reliable one named `default` where there is neither media nor channels. */
  channels?: readonly (ChannelPreset | ChannelOptions)[];
  /** Any JSON value, shown to the callee with the ring. */
  data?: any;
  /** Replaces the ICE servers the server handed out. */
  iceServers?: RTCIceServer[];
  /** Milliseconds it may ring, 1,000 to 300,000; the server's default where left out. */
  timeoutMs?: number;
  /** What becomes of it where the callee is in a call; something stricter than the callee wants, or where he has not said. */
  onBusy?: BusyPolicy;
}

/** A call to a user who is in one: it is refused as `busy`, rings as a waiting one, or rings as any other. */
export type BusyPolicy = 'reject' | 'wait' | 'ring';

export type CallReason =
  | 'hangup'
  | 'declined'
  | 'cancelled'
  | 'busy'
  | 'timeout'
  | 'answered_elsewhere'
  | 'unreachable'
  | 'disconnected'
  | 'failed'
  | 'moved'
  /** Of a ring here: this side has called back, and the two are one call, which goes on as the one made back. */
  | 'merged';

export interface CallEvents {
  state: Call['state'];
  /** The other side took the call. */
  accepted: Call;
  track: RTCTrackEvent;
  /** A data channel, of either side's, once it is known here. */
  channel: RTCDataChannel;
  /** The callee is in another call, and has been told of this one. */
  waiting: Call;
  /** The other side's connection is lost for now; media may well flow. */
  suspect: Call;
  /** The other side's connection is there again. */
  back: Call;
  /** The other side goes on with another connection, or both begin anew to find a way; `pc`, `channels` and `remote` are new. */
  moved: Call;
  /** `durationMs`: milliseconds from the answer to the end. `text`: what went wrong here, where that is known. */
  closed: { readonly reason: CallReason; readonly by?: Sender; readonly durationMs?: number; readonly text?: string };
}

/** One call, of either direction. */
export interface Call {
  readonly id: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly state: 'ringing' | 'connecting' | 'connected' | 'reconnecting' | 'closed';
  /** The other side; of a user who rings and has not accepted, `cid` is null. */
  readonly peer: { readonly userId: string | null; readonly cid: string | null };
  /** What the caller sent with the ring. */
  readonly data: any;
  /** Whether it rings while this user is in another call. */
  readonly waiting?: boolean;
  /** The app's backend wants this user to call `peer`: who accepts calls, and hears no more until the peer has answered. */
  readonly starts?: boolean;
  /** Undefined before an incoming call is accepted. */
  readonly pc: RTCPeerConnection | undefined;
  /** This side's media. */
  readonly media: MediaStream | null;
  /** The other side's media: one stream, to which tracks are added as they come. */
  readonly remote: MediaStream | null;
  /** By label; a channel that closed is gone. */
  readonly channels: ReadonlyMap<string, RTCDataChannel>;
  /** Resolves when the call is accepted; rejects with a {@link RingwayError} whose code is a {@link CallReason}. */
  readonly accepted: Promise<Call>;
  /** Resolves when media and channels can flow; rejects as `accepted` does. */
  readonly connected: Promise<Call>;
  on<K extends keyof CallEvents>(type: K, listener: (event: CallEvents[K]) => void): () => void;
  off<K extends keyof CallEvents>(type: K, listener: (event: CallEvents[K]) => void): void;
  /** Ends the call, declines or cancels it, by what state it is in. Of a call that is over: nothing. */
  hangup(): Promise<void>;
}

export interface IncomingCall extends Call {
  /** `channels` are opened where the call `starts`; else they are the caller's. */
  accept(options?: { media?: Media; iceServers?: RTCIceServer[]; channels?: CallOptions['channels'] }): Promise<Call>;
  /** With `device` for this connection alone: the user's other devices ring on. */
  decline(options?: { device?: boolean }): Promise<void>;
}
