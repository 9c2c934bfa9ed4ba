import type { BusyPolicy, Ringway } from './ringway.js';

/** What a user says about calls to him, on all of his connections. */
export interface CallSettings {
  /** What becomes of calls while this user is in one; null for the server's default. */
  onBusy(policy: BusyPolicy | null): Promise<void>;
  /** No call of that user rings this one any more. He sees a call that nobody answers. */
  block(userId: string): Promise<void>;
  unblock(userId: string): Promise<void>;
  /** Whom this user has blocked, in order. */
  blocked(): Promise<string[]>;
}

export function callSettings(ringway: Ringway): CallSettings;
