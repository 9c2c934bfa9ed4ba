/**
 * What the nodes said, poll after poll: figures that only grow become rates, and those of all nodes together become lines.
 *
 * @typedef {{node: string, [figure: string]: any}} Node
 * @typedef {{at: number, nodes: Node[]}} Poll
 * @typedef {Node & {in_rate: number, out_rate: number, silent: boolean}} Row
 */

/** How many polls a line shows. */
export const POLLS = 90;

/** How long a node that has stopped answering is still shown, in milliseconds. */
const REMEMBERED_MS = 60_000;

export class Series {
  /** @type {Map<string, {node: Row, at: number}>} */
  #last = new Map();
  /** @type {Record<string, number[]>} */
  #lines = {};

  /**
   * Takes a poll.
   *
   * @param {Poll} poll
   * @returns {Row[]} by id, those that answered before those that do not any more
   */
  add(poll) {
    const rows = poll.nodes.map((node) => this.#row(node, poll.at)).sort((one, other) => (one.node < other.node ? -1 : 1));
    const here = new Set(rows.map((row) => row.node));
    const silent = [...this.#last.values()].filter(({ node, at }) => !here.has(node.node) && poll.at - at < REMEMBERED_MS);
    this.#last = new Map([
      ...rows.map((node) => /** @type {const} */ ([node.node, { node, at: poll.at }])),
      ...silent.map((entry) => /** @type {const} */ ([entry.node.node, entry])),
    ]);
    for (const figure of ['connections', 'sessions', 'members', 'calls', 'in_rate', 'out_rate']) this.#extend(figure, rows);
    return [...rows, ...silent.map(({ node }) => ({ ...node, silent: true, in_rate: 0, out_rate: 0 }))];
  }

  /**
   * @param {Node} node
   * @param {number} at
   * @returns {Row}
   */
  #row(node, at) {
    const before = this.#last.get(node.node);
    const seconds = before ? (at - before.at) / 1000 : 0;
    /** @param {string} figure */
    const rate = (figure) =>
      before && seconds > 0 ? Math.max(0, ((node[figure] ?? 0) - (before.node[figure] ?? 0)) / seconds) : 0;
    return { ...node, in_rate: rate('frames_in'), out_rate: rate('frames_out'), silent: false };
  }

  /**
   * @param {string} figure
   * @param {Row[]} rows
   */
  #extend(figure, rows) {
    const line = (this.#lines[figure] ??= []);
    line.push(rows.reduce((sum, row) => sum + (row[figure] ?? 0), 0));
    if (line.length > POLLS) line.shift();
  }

  /**
   * One figure of all nodes together, the oldest poll first.
   *
   * @param {string} figure
   */
  line(figure) {
    return this.#lines[figure] ?? [];
  }
}
