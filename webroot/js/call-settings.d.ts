import type { BusyPolicy, Ringway } from './ringway.js';

/** As for a call, and `do_not_disturb`: nothing rings, in a call or not, and who calls is told that this user is busy. */
export type UsersBusyPolicy = BusyPolicy | 'do_not_disturb';

/** What a user says about calls to him, on all of his connections. */
export interface CallSettings {
  /** What becomes of calls while this user is in one, or at any time; null for the server's default. */
  onBusy(policy: UsersBusyPolicy | null): Promise<void>;
  /** What was said of it last, on whichever device; null where nothing was, or the gateway has forgotten it. */
  busyPolicy(): Promise<UsersBusyPolicy | null>;
  /** No call of that user rings this one any more. He sees a call that nobody answers. */
  block(userId: string): Promise<void>;
  unblock(userId: string): Promise<void>;
  /** Whom this user has blocked, in order. */
  blocked(): Promise<string[]>;
}

export function callSettings(ringway: Ringway): CallSettings;
