/** The messages a group keeps. A module beside the shim, for whom it concerns. */
import type { Content, GroupMessage, Ringway } from './ringway.js';

export interface Position {
  readonly epoch: string;
  readonly offset: number;
}

export interface KeptMessage extends GroupMessage {
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * A group's messages, all of them, where the server keeps them: those missed while away come before the later ones, each
 * once, by `group.on('message')` like any other. For one group, which is joined with it.
 */
export class History {
  /** @param since a `position` of an earlier visit: what came after it is told too */
  constructor(ringway: Ringway, since?: Position, pause?: (ms: number) => Promise<unknown>);

  /** Up to where the group's messages were told; keep it to go on from there at the next visit. */
  get position(): Position | undefined;

  /**
   * Messages in ascending order: the latest, or the last ones before an offset, or the first ones after one.
   * `limit` is 1 to 100, else 50.
   */
  page(query?: { before?: number; after?: number; limit?: number }): Promise<{ messages: KeptMessage[]; more: boolean }>;

  /** Publishes once, whatever becomes of the connection meanwhile: again where it is not known whether it was. */
  publish(content: Content): Promise<{ delivered: number; offset?: number }>;

  /**
   * Tells `gap`, with the position after it, where messages may be missing that nobody can give any more.
   * @returns ends it
   */
  on(event: 'gap', listener: (position: Position) => void): () => void;
  off(event: 'gap', listener: (position: Position) => void): void;
}
