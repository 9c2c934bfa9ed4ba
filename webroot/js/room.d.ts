/** Rooms of Ringway: everybody sees and hears everybody, with no caller and no callee. `docs/rooms.md` tells the story. */

import type { RingwayError } from './ringway.js';

export * from './ringway.js';

declare module './ringway.js' {
  interface Ringway {
    /** The room of this name; nothing happens before `join()`. The same object until it is left. */
    room(name: string, options?: RoomOptions): Room;
  }
}

export type Kind = 'audio' | 'video';

export interface RoomOptions {
  /** What this side says about itself to everybody, such as a name: any JSON value. */
  meta?: any;
  /** In place of the ICE servers that the gateway hands out and renews. */
  iceServers?: RTCIceServer[];
  /** Media through TURN servers only, so that nobody learns this side's addresses. */
  relayOnly?: boolean;
  /** For tests and other hosts than browsers. */
  platform?: Partial<RoomPlatform>;
}

/** What rooms take from their surroundings beside what the shim takes. */
export interface RoomPlatform {
  RTCPeerConnection: new (configuration?: RTCConfiguration) => RTCPeerConnection;
  MediaStream: new (tracks?: MediaStreamTrack[]) => MediaStream;
  MediaRecorder: typeof MediaRecorder | undefined;
  AudioContext: typeof AudioContext | undefined;
  mediaDevices: MediaDevices | undefined;
  window: EventTarget | undefined;
  setTimeout(run: () => void, ms: number): any;
  clearTimeout(timer: any): void;
  randomId(): string;
  reportError(error: unknown): void;
}

/** A stream of this side's, as it was added. */
export interface LocalStream {
  readonly stream: MediaStream;
  readonly role: string;
  readonly metadata: any;
}

/** A stream of a peer's. It is there before its tracks, which come and go in it. */
export interface RemoteStream {
  readonly id: string;
  readonly stream: MediaStream;
  /** What the peer says it is: `camera` where it says nothing. */
  readonly role: string;
  readonly metadata: any;
  /** What the peer has muted of it. */
  readonly muted: ReadonlySet<Kind>;
}

export type PeerState = 'connecting' | 'connected' | 'reconnecting' | 'failed' | 'closed';

/** `reason` says in words why, where something is wrong. */
export interface StateChange<S> {
  readonly from: S;
  readonly to: S;
  readonly reason?: string;
}

/** How good the way to a peer is: 5 is as good as can be, 0 is none; and what is worst about it. */
export interface Quality {
  readonly score: 0 | 1 | 2 | 3 | 4 | 5;
  readonly reason: string;
}

export interface PeerEvents {
  'stream-added': RemoteStream;
  'stream-removed': RemoteStream;
  track: { readonly stream: RemoteStream; readonly track: MediaStreamTrack };
  'state-change': StateChange<PeerState>;
  message: { readonly data: any };
  muted: { readonly stream: RemoteStream; readonly kind: Kind };
  unmuted: { readonly stream: RemoteStream; readonly kind: Kind };
  quality: Quality;
  updated: { readonly meta: any };
}

/** Somebody else in the room. The object stays the same when the other comes back after a break with another cid. */
export interface Peer {
  readonly cid: string;
  readonly userId: string;
  readonly meta: any;
  readonly state: PeerState;
  /** Why there is no connection, in words; empty where there is one. */
  readonly reason: string;
  readonly quality: Quality;
  /** How loud the peer is now, from 0 to 1. */
  readonly level: number;
  readonly streams: ReadonlyMap<string, RemoteStream>;
  /** The peer connection of the moment; the ladder may replace it. None where the browser refuses to make one. */
  readonly pc: RTCPeerConnection | undefined;
  /**
   * To this peer alone: over its data channel while the connection works, else through the gateway. Rejects with `queue_full`, which is
   * temporary, where so much waits on its channel that the browser takes no more; with `too_large`; or as the gateway does.
   */
  send(data: any): Promise<void>;
  on<K extends keyof PeerEvents>(type: K, listener: (event: PeerEvents[K]) => void): () => void;
  off<K extends keyof PeerEvents>(type: K, listener: (event: PeerEvents[K]) => void): void;
}

export type RoomState = 'idle' | 'joining' | 'joined' | 'reconnecting' | 'left';

export interface RoomEvents {
  'peer-joined': Peer;
  'peer-left': Peer;
  'state-change': StateChange<RoomState>;
  message: { readonly peer: Peer; readonly data: any };
  /** The app's backend has put this side into another room: `name` and `group` are that one's, and everybody of the room `from` has left. */
  moved: { readonly from: string };
  /** Who speaks: a peer, this side (`self`), or nobody. */
  'active-speaker': { readonly peer: Peer | null; readonly self: boolean };
  /** A device came or went. */
  devices: MediaDeviceInfo[];
  /** This side's streams changed, such as a screen whose sharing was ended in the browser's own bar. */
  'streams-changed': readonly LocalStream[];
}

export interface Recording {
  readonly mimeType: string;
  /** Ends it. */
  stop(): Promise<Blob>;
}

export interface Room {
  readonly name: string;
  /** The name of its group: `room:` and the room's name. */
  readonly group: string;
  readonly state: RoomState;
  readonly peers: readonly Peer[];
  readonly streams: readonly LocalStream[];
  readonly meta: any;

  /** Rejects with `room_full` where every seat is taken. */
  join(): Promise<Room>;
  /** Ends every connection. Streams of the app's stay open; a screen shared by {@link Room.shareScreen} is ended. */
  leave(): Promise<void>;
  /** Replaces what this side says about itself. */
  update(meta: any): Promise<void>;

  /**
   * Sends a stream to everybody, also to who comes later; before or after `join()`. `role` is `camera` where left out. Throws `bad_request`
   * for a role that is not 1 to 256 characters, `too_large` for a ninth stream, or over 16 KiB of metadata of all of them as JSON.
   */
  addStream(stream: MediaStream, options?: { role?: string; metadata?: any }): void;
  /** Nothing is sent as this stream's any more, whatever was taken out of it since. */
  removeStream(stream: MediaStream): void;
  /** Sends another track in place of one, in every stream that has it, without negotiation; null in its place sends nothing. */
  replaceTrack(track: MediaStreamTrack, other: MediaStreamTrack | null): Promise<void>;
  /** Silences a kind of track, of one stream or of all but screens, and tells everybody. */
  mute(kind: Kind, stream?: MediaStream): void;
  unmute(kind: Kind, stream?: MediaStream): void;
  isMuted(kind: Kind, stream?: MediaStream): boolean;

  /**
   * Any JSON value or bytes, to everybody. Resolves to how many peers it was handed to: it was sent over a connection that worked, or the
   * gateway took it; and to whom it could not be, though they are there. Rejects, as the first of these, where nobody got it.
   */
  send(data: any): Promise<{ delivered: number; failed: readonly { readonly peer: Peer; readonly error: any }[] }>;

  /** Asks for a screen or window and adds it with the role `screen`, until it is removed or ended. */
  shareScreen(options?: DisplayMediaStreamOptions & { metadata?: any }): Promise<MediaStream>;
  /** Cameras, microphones and loudspeakers; the event `devices` tells when they change. */
  devices(): Promise<MediaDeviceInfo[]>;
  /** Records one stream's picture (this side's first where left out) with everybody's sound, in this page. */
  record(stream?: MediaStream, options?: MediaRecorderOptions): Recording;

  on<K extends keyof RoomEvents>(type: K, listener: (event: RoomEvents[K]) => void): () => void;
  off<K extends keyof RoomEvents>(type: K, listener: (event: RoomEvents[K]) => void): void;
}

export type { RingwayError };
