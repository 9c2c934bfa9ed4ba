/** The figures of the cluster, and of each node. Test ids: tile-<figure>, node-row. */
import { h, renderList, setText } from '../app/dom.js';
import { Chart } from './chart.js';
import { count, rate, shortNode, size, span } from './words.js';

/** @import { Row, Series } from './series.js' */

/**
 * What is true of all nodes together when it is added up: a group with sessions on two nodes is one.
 *
 * @type {{figure: string, name: string, hint: string, show: (value: number) => string}[]}
 */
const TILES = [
  { figure: 'connections', name: 'Connections', hint: 'open now', show: count },
  { figure: 'sessions', name: 'Sessions', hint: 'waiting ones included', show: count },
  { figure: 'members', name: 'Memberships', hint: 'of sessions, in groups', show: count },
  { figure: 'calls', name: 'Calls', hint: 'ringing or going on', show: count },
  { figure: 'in_rate', name: 'Messages in', hint: 'a second', show: rate },
  { figure: 'out_rate', name: 'Messages out', hint: 'a second', show: rate },
];

/** @type {{name: string, show: (row: Row) => string, wide?: boolean, hint?: string}[]} */
const COLUMNS = [
  { name: 'Connections', show: (row) => count(row.connections ?? 0) },
  { name: 'Waiting', show: (row) => count(row.parked ?? 0), wide: true },
  { name: 'Groups here', show: (row) => count(row.groups ?? 0), wide: true, hint: 'Groups that sessions of this node are in' },
  { name: 'Calls', show: (row) => count(row.calls ?? 0) },
  { name: 'In /s', show: (row) => rate(row.in_rate) },
  { name: 'Out /s', show: (row) => rate(row.out_rate) },
  { name: 'Slow', show: (row) => count(row.slow_consumers ?? 0), wide: true },
  { name: 'CPU', show: (row) => `${((row.cpu_permille ?? 0) / 10).toFixed(1)} %` },
  { name: 'Heap', show: (row) => `${size(row.heap_used ?? 0)} of ${size(row.heap_max ?? 0)}`, wide: true },
  { name: 'Up', show: (row) => span(row.uptime_ms ?? 0) },
];

export class Nodes {
  constructor() {
    this.tiles = TILES.map((tile) => {
      const value = h('span', { class: 'tile-value', data: { testid: `tile-${tile.figure}` } }, '–');
      const chart = new Chart();
      const text = h('div', { class: 'tile-text' }, h('h3', { class: 'tile-name' }, tile.name), value, h('span', { class: 'quiet' }, tile.hint));
      return { ...tile, value, chart, element: h('li', { class: 'card tile' }, text, chart.element) };
    });
    this.rows = h('tbody', {});
    const heads = COLUMNS.map(({ name, wide, hint }) => h('th', { scope: 'col', class: wide ? 'wide-only' : '', title: hint }, name));
    this.element = h(
      'section',
      { class: 'section', id: 'nodes', 'aria-label': 'Nodes' },
      h('ul', { class: 'tiles' }, ...this.tiles.map((tile) => tile.element)),
      h(
        'div',
        { class: 'card table-card' },
        h('table', { class: 'table' }, h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Node'), ...heads)), this.rows),
      ),
    );
  }

  /**
   * @param {Row[]} rows
   * @param {Series} series
   */
  show(rows, series) {
    for (const tile of this.tiles) {
      const line = series.line(tile.figure);
      setText(tile.value, tile.show(line.at(-1) ?? 0));
      tile.chart.draw(line);
    }
    renderList(this.rows, rows, (row) => row.node, newRow, fill);
  }
}

/** @param {Row} row */
function newRow(row) {
  const name = h('th', { scope: 'row', class: 'mono', title: row.node }, h('span', { class: 'dot' }), shortNode(row.node));
  const cells = COLUMNS.map(({ name: label, wide }) => h('td', { class: wide ? 'wide-only' : '', data: { label } }));
  return h('tr', { data: { testid: 'node-row' } }, name, ...cells);
}

/**
 * @param {HTMLElement} element
 * @param {Row} row
 */
function fill(element, row) {
  element.dataset.silent = String(row.silent);
  element.title = row.silent ? 'This node does not answer' : '';
  COLUMNS.forEach((column, index) => {
    const cell = element.children[index + 1];
    if (cell) setText(cell, row.silent ? '–' : column.show(row));
  });
}
