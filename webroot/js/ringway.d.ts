/** Ringway in the browser: groups, presence, messages and calls. No dependencies; `docs/shim.md` tells the story. */
import type { Call, CallOptions, IncomingCall } from './ringway-calls.js';
import type {
  DatabaseResponse,
  FetchOptions,
  FormLike,
  GroupSearch,
  PushNotification,
  RealtimeCallback,
  RTCConnector,
  RTCEvent,
  RTCParams,
} from './ringway-skapi.js';

export * from './ringway-calls.js';
export * from './ringway-skapi.js';

/** A JSON value. Bytes are sent from an `ArrayBuffer` or a view of one, and arrive as a `Uint8Array`. */
export type Content = any;

/** One connection in a group. A user with two tabs is two members. */
export interface Member {
  readonly cid: string;
  readonly userId: string;
  /** What the member says about itself: any JSON value, null where it said nothing. */
  readonly meta: any;
}

/** Who a message or a call comes from; `cid` is null where the app's backend speaks for the user. */
export interface Sender {
  readonly userId: string;
  readonly cid: string | null;
}

/** Every connection of a user, or one connection. */
export type Target = { userId: string; cid?: undefined } | { cid: string; userId?: undefined };

/** What the connection is doing. `code` is a WebSocket close code, `reason` its name. */
export type Status =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting' }
  | { readonly state: 'online'; readonly cid: string; readonly userId: string }
  | {
      readonly state: 'reconnecting';
      /** The number of the attempt to come, counted from 1. */
      readonly attempt: number;
      /** Milliseconds until it starts; 0 while it runs. */
      readonly retryInMs: number;
      readonly code: number;
      readonly reason: string;
    }
  | { readonly state: 'closed'; readonly code: number; readonly reason: string };

/** The answer to connecting: who this connection is and what it may expect. Times are milliseconds since 1970. */
export interface Welcome {
  readonly cid: string;
  readonly userId: string;
  /** The node, and the session's stay there. */
  readonly epoch: string;
  readonly serverTime: number;
  readonly expiresAt: number;
  readonly limits: Readonly<Record<string, number>>;
  readonly features: readonly string[];
  /** Milliseconds that the server keeps this session when the connection is lost; 0 where it does not. */
  readonly graceMs: number;
  /** Whether it is the session of before a break: with the same cid, and with its calls. */
  readonly resumed: boolean;
  /** Of a session that was resumed, whether nothing was lost. */
  readonly recovered: boolean;
}

/** Why the last connection, or attempt, ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
  /** What the range of the code asks for. */
  readonly action: 'now' | 'later' | 'backoff';
}

/** Milliseconds to wait before attempt number `attempt`, counted from 1. A delay the server asked for is added to it. */
export type Backoff = (attempt: number, closed: Closed) => number;

export interface RingwayOptions {
  /** Base address, `https://…` or `wss://…`; the page's own origin where left out. `realtime` is resolved against it. */
  url?: string;
  /** A JWT, or a function that gives a valid one. It is asked before every attempt and when the token is about to expire; one that says nothing for 10 s is asked again. */
  token?: string | (() => string | Promise<string>);
  /** A publishable key (`pk_…`), for a page that has no backend to mint tokens. */
  key?: string;
  /** Full jitter between 200 ms and 5 s where left out. */
  backoff?: Backoff;
  /**
   * Milliseconds a message or a call waits for a connection before it fails with `not_connected`, and, where it was sent
   * before a break, for its answer before it fails with `connection_lost`; 15,000 where left out.
   */
  waitMs?: number;
  /** Whether the server is told when the page is hidden, so that it keeps a lost session longer; true where left out. */
  background?: boolean;
  /** Whether the gateway is told how each call found its way or why it did not, for the call's timeline; true where left out. */
  reports?: boolean;
  /** Replaces parts of the surroundings, for hosts other than browsers and for tests. */
  platform?: Partial<Platform>;
}

/** What the shim takes from its surroundings. */
export interface Platform {
  WebSocket: new (url: string, protocols?: string[]) => WebSocket;
  RTCPeerConnection: (new (configuration?: RTCConfiguration) => RTCPeerConnection) | undefined;
  MediaStream: (new () => MediaStream) | undefined;
  mediaDevices: { getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> } | undefined;
  /** Milliseconds of the wall clock. */
  now(): number;
  setTimeout(run: () => void, ms: number): any;
  clearTimeout(timer: any): void;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Tells `online`, `pageshow` and `focus`. */
  window: EventTarget | undefined;
  /** Tells `visibilitychange`. */
  document: (EventTarget & { readonly hidden: boolean }) | undefined;
  /** The page's own origin, the default of `url`. */
  origin: string | undefined;
  /** Takes what an app's listener threw. */
  reportError(error: unknown): void;
}

/** Every failure the shim reports. Branch on `code`; `docs/shim.md` lists them all. */
export class RingwayError extends Error {
  constructor(code: string, message?: string, more?: { temporary?: boolean; retryAfterMs?: number; cause?: unknown });
  readonly code: string;
  /** Whether the same request may succeed later. */
  readonly temporary: boolean;
  /** Milliseconds the server asks to wait, where it does. */
  readonly retryAfterMs: number | undefined;
}

export interface GroupMessage extends Sender {
  readonly group: string;
  readonly content: Content;
}

/** From one member of a group to another. */
export interface RelayedMessage extends GroupMessage {}

export interface PrivateMessage extends Sender {
  readonly content: Content;
}

export interface Presence {
  readonly code: 'USER_JOINED' | 'USER_LEFT' | 'USER_DISCONNECTED' | 'USER_UPDATED' | 'USER_SUSPECTED' | 'USER_BACK';
  readonly group: string;
  readonly member: Member;
  /** True where it was learnt by comparing rosters after a break, not from a notice. */
  readonly synced: boolean;
}

export interface GroupEvents {
  joined: Member;
  left: Member;
  disconnected: Member;
  updated: Member;
  /** The member's connection is lost and may come back; for whom joined with `suspects`. It stays in `members`. */
  suspected: Member;
  /** A suspected member is back. */
  back: Member;
  message: GroupMessage;
  /** From another member to this connection alone. */
  relay: RelayedMessage;
  /** How many members there are, in a group that is too large for its members to be told who they are. */
  count: number;
  /**
   * Messages to the group may be lost that others were told had been delivered: a node of the server was lost, or was too slow. The
   * connection, the roster and what is said from now on are not concerned. Not of a group that keeps its messages: `History` tells there.
   */
  gap: Group;
  /** The roster is current again, and complete, after a break, a gap or a move into another group; the differences came before. */
  synced: Group;
  /** The app's backend has put this connection into another group: it is this one from now on, the name before is told. */
  moved: string;
  /**
   * This connection is no longer a member: it left, or was refused when it came back, or the group was closed (then with the
   * error).
   */
  closed: { readonly error?: RingwayError };
}

/** A group this connection is in. It stays the same object across reconnects. */
export interface Group {
  /** Another one after `moved`. */
  readonly name: string;
  /** By cid, this connection included: as it was before the break while the client is reconnecting, else current. */
  readonly members: ReadonlyMap<string, Member>;
  /** Whether the group is so large that `members` are only some of it, and nobody is told who comes and goes. */
  readonly partial: boolean;
  /** How many members there are. */
  readonly size: number;
  readonly state: 'joining' | 'joined' | 'leaving' | 'left';
  on<K extends keyof GroupEvents>(type: K, listener: (event: GroupEvents[K]) => void): () => void;
  off<K extends keyof GroupEvents>(type: K, listener: (event: GroupEvents[K]) => void): void;
  /** Sends to every other member; bytes travel as a binary frame. */
  publish(content: Content, notification?: Shown): Promise<Delivered>;
  /** Replaces what this connection says about itself here. */
  update(meta: any): Promise<void>;
  leave(): Promise<void>;
}

export interface RingwayEvents {
  status: Status;
  /** Every group's messages. */
  message: GroupMessage;
  private: PrivateMessage;
  /** Every group's messages from another member to this connection alone. */
  relay: RelayedMessage;
  /** The ICE servers the gateway hands out, at every connect and whenever it renews them. */
  ice: readonly RTCIceServer[];
  /** Every group's changes. */
  presence: Presence;
  /** The app's backend has put this connection into a group; `from` is the name of the one that it took it out of, if it did. */
  moved: { readonly group: Group; readonly from?: string };
  incoming: IncomingCall;
  /** A call whose peer connection has just been made, outgoing, accepted or in place of another: nothing has happened to it yet. */
  call: Call;
  /** A frame that the shim has no event for, such as `missed_calls`, as it is on the wire. */
  frame: { readonly type: string; readonly [field: string]: any };
  /**
   * The connection is back, and what was sent meanwhile is lost. Told right after the status `online`, and before what the
   * rosters make of it. `resumed` says whether the cid and the calls are those of before.
   */
  gap: { readonly resumed: boolean };
  /** An error that answers no request: one of the server's, or the token function's. */
  error: RingwayError;
}

export class Ringway {
  constructor(options?: RingwayOptions);

  readonly status: Status;
  /** This connection's id, null while there is none. */
  readonly cid: string | null;
  readonly userId: string | null;
  /** The last welcome. */
  readonly welcome: Welcome | null;
  /** The groups this connection is in. */
  readonly joined: readonly Group[];
  /** The ICE servers the gateway has handed out. */
  readonly iceServers: readonly RTCIceServer[];
  /** The same, and `relay` where the gateway asks for relays alone: what an `RTCPeerConnection` of the app's own should take. */
  readonly ice: Readonly<Pick<RTCConfiguration, 'iceTransportPolicy'>> & { readonly iceServers: RTCIceServer[] };
  /** The calls that are not over. */
  readonly calls: readonly Call[];

  on<K extends keyof RingwayEvents>(type: K, listener: (event: RingwayEvents[K]) => void): () => void;
  off<K extends keyof RingwayEvents>(type: K, listener: (event: RingwayEvents[K]) => void): void;

  /** Connects and stays connected. Resolves when the server has welcomed it; rejects only where trying again cannot help. */
  connect(): Promise<Welcome>;
  /** Ends every call, leaves every group and disconnects. */
  close(): Promise<void>;

  /**
   * Joins one more group; of one joined already, replaces `meta` where given. With `suspects` the group tells `suspected`
   * and `back` too; with a `history`, made by `history.js`, nothing that was said in it while the client was away is missed.
   */
  join(group: string, options?: { meta?: any; suspects?: boolean; history?: import('./history.js').History }): Promise<Group>;
  leave(group: string): Promise<void>;
  update(group: string, meta: any): Promise<void>;
  /** The group, where this connection is in it. */
  group(name: string): Group | undefined;
  publish(group: string, content: Content, notification?: Shown): Promise<Delivered>;
  /** Sends to every connection of a user, or to one connection. Rejects with `not_found` where that reaches nobody. */
  send(to: Target, content: Content, notification?: Shown): Promise<Delivered>;
  /** Sends to one connection that is in the group, as this one is; that takes no other right. */
  relay(group: string, cid: string, content: Content): Promise<{ delivered: number }>;
  members(group: string): Promise<Member[]>;
  groups(query?: { prefix?: string; limit?: number; after?: string }): Promise<{
    groups: { group: string; members: number }[];
    next?: string;
  }>;
  /**
   * Makes a request that has no method of its own, and resolves with its result as it is on the wire; docs/protocol.md
   * lists them. `call-log.js` and `call-settings.js` use it.
   */
  ask(type: string, fields?: Record<string, unknown>): Promise<{ readonly [field: string]: any }>;
  /** Rings a user (all devices, the first to accept wins) or one connection. Resolves when it rings. */
  call(options: Target & CallOptions): Promise<Call>;
  /** Takes over a call, by its id, that another connection of this user is in. Rejects with `no_such_call` where none is. */
  takeOver(callId: string, options?: CallOptions): Promise<Call>;

  // The shape of skapi-js: same names, arguments, callback objects and return values.

  connectRealtime(callback: RealtimeCallback): Promise<WebSocket>;
  /** One group at a time, as in skapi-js; with `exclusive: false` one more. `null` and `''` leave. */
  joinRealtime(
    params: FormLike | { group?: string | null },
    options?: { exclusive?: boolean },
  ): Promise<{ type: 'success'; message: string }>;
  postRealtime(
    message: any,
    recipient: string,
    notification?: PushNotification,
  ): Promise<{ type: 'success'; message: 'Message sent.'; delivered: number; notified: boolean }>;
  getRealtimeUsers(
    params: FormLike | { group?: string; user_id?: string },
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<{ user_id: string; cid: string }>>;
  getRealtimeGroups(
    params?: FormLike | GroupSearch | null,
    fetchOptions?: FetchOptions,
  ): Promise<DatabaseResponse<{ group: string; number_of_users: number }>>;
  connectRTC(params: RTCParams, callback: (event: RTCEvent) => void): Promise<RTCConnector>;
  closeRTC(params: { cid?: string; close_all?: boolean }): Promise<void>;
  closeRealtime(): Promise<void>;
}

/** To how many connections it went; and, of a `send` to a user with something to show, to how many subscriptions that was pushed. */
export interface Delivered {
  delivered: number;
  pushed?: number;
}

/** What a device shows of a message whose user is not connected; with `always`, also where the user is. */
export interface Shown {
  title: string;
  body: string;
  data?: unknown;
  always?: boolean;
}

/** The default policy: a random delay up to a bound that doubles with every attempt, from 200 ms to 5 s. */
export function fullJitter(options?: { minMs?: number; maxMs?: number; random?: () => number }): Backoff;
