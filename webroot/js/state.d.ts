/** The state of groups. A module beside the shim, for whom it concerns. */
import type { Group, Ringway } from './ringway.js';

export interface StateValue {
  readonly value: any;
  /** Grows with each change of the key. */
  readonly version: number;
  /** Milliseconds since 1970 at which it goes by itself. */
  readonly expiresAt: number;
  /** The member with whose membership it ends; null where it has none. */
  readonly cid: string | null;
}

export interface StateChange {
  readonly key: string;
  /** Undefined where the key is gone. */
  readonly value: any;
  /** Undefined where it was not there. */
  readonly before: any;
}

export interface StateEvents {
  /** A key has another value, or is gone; also what was missed during a break, and what this connection has set itself. */
  change: StateChange;
}

/** The state of one group, current for as long as the group is joined; as it was before the break while reconnecting. */
export declare class State {
  constructor(ringway: Ringway, group: Group, pause?: (ms: number) => Promise<unknown>);
  /** Of a group that was joined; resolves when its state is there, and rejects as the request does. */
  static of(ringway: Ringway, group: Group): Promise<State>;
  readonly entries: ReadonlyMap<string, StateValue>;
  get(key: string): any;
  /**
   * Sets a key for everybody; resolves with its version when the server has it. `key` has 1 to 128 characters. Rejects with
   * `too_large`, with `limit_reached` where the group has as much state as it may, with `forbidden` where the token does not allow
   * publishing to the group, and with `unavailable` where it is not known whether it was kept.
   */
  set(
    key: string,
    value: any,
    options?: {
      /** Seconds that it lives, at least 1; as long as the server lets it where left out. */
      ttl?: number;
      /** Whether it ends with this connection's membership. */
      session?: boolean;
    },
  ): Promise<number>;
  /** Rejects with `not_found` where there is no such key. */
  delete(key: string): Promise<void>;
  /** Reads all of it again; the differences are told. */
  read(): Promise<void>;
  /** Follows it no longer. */
  close(): void;
  on<K extends keyof StateEvents>(type: K, listener: (event: StateEvents[K]) => void): () => void;
  off<K extends keyof StateEvents>(type: K, listener: (event: StateEvents[K]) => void): void;
}
