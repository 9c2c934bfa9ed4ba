/** The objects of skapi-js, in whose shape `ringway.js` can be used too. */
import type { ChannelPreset, Media } from './ringway-calls.js';

export type FormLike = SubmitEvent | HTMLFormElement | FormData;

/** As in skapi-js. `notified` of the result says whether it was pushed to anybody. */
export interface PushNotification {
  config?: { always: boolean };
  title: string;
  body: string;
}

export interface GroupSearch {
  searchFor?: 'group' | 'number_of_users';
  value?: string | number;
  condition?: '>' | '>=' | '=' | '<' | '<=' | '!=' | 'gt' | 'gte' | 'eq' | 'lt' | 'lte' | 'ne';
  range?: string | number;
}

export interface FetchOptions {
  limit?: number;
  fetchMore?: boolean;
  ascending?: boolean;
  startKey?: Record<string, any> | 'start' | 'end';
}

export interface DatabaseResponse<T> {
  list: T[];
  startKey: Record<string, any> | 'end';
  endOfList: boolean;
  startKeyHistory: string[];
}

export interface RealtimeMessage {
  type: 'message' | 'error' | 'success' | 'close' | 'notice' | 'private' | 'reconnect' | 'rtc:incoming' | 'rtc:closed';
  message?: any;
  sender?: string | null;
  sender_cid?: string | null;
  sender_rid?: string | null;
  /** Of notices the notice's code, of errors the error's, of `rtc:closed` the {@link CallReason}. */
  code?: string | null;
  connectRTC?: (
    params: { ice?: string | RTCIceServer[]; media?: Media } | null | undefined,
    callback: (event: RTCEvent) => void,
  ) => Promise<RTCResolved | null>;
  hangup?: () => void;
}

export type RealtimeCallback = (message: RealtimeMessage) => void;

export interface RTCParams {
  cid: string;
  ice?: string | RTCIceServer[];
  media?: Media;
  channels?: readonly (ChannelPreset | RTCDataChannelInit)[];
}

export interface RTCConnector {
  hangup: () => void;
  /** Rejects with a {@link RingwayError} whose code is a {@link CallReason} where the call does not come about. */
  connection: Promise<RTCResolved>;
}

export interface RTCResolved {
  /** The one of now: where the call goes on elsewhere, or begins anew, another takes its place. */
  readonly target: RTCPeerConnection;
  channels: { [protocol: string]: RTCDataChannel };
  hangup: () => void;
  media: MediaStream | null;
}

export interface RTCEvent {
  type:
    | 'track'
    | 'connectionstatechange'
    | 'close'
    | 'message'
    | 'open'
    | 'bufferedamountlow'
    | 'error'
    | 'icecandidate'
    | 'icecandidateend'
    | 'icecandidateerror'
    | 'iceconnectionstatechange'
    | 'icegatheringstatechange'
    | 'negotiationneeded'
    | 'signalingstatechange';
  [key: string]: any;
}
