/** A line over time, filled below, drawn to fit. Decoration: the number beside it says the same. */
import { POLLS } from './series.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 56;

export class Chart {
  constructor() {
    this.element = document.createElementNS(SVG, 'svg');
    this.element.setAttribute('class', 'chart');
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('aria-hidden', 'true');
    this.area = this.#path('chart-area');
    this.line = this.#path('chart-line');
  }

  /** @param {string} name */
  #path(name) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    this.element.append(path);
    return path;
  }

  /** @param {number[]} values the newest last */
  draw(values) {
    const line = values.length > 1 ? points(values) : '';
    this.line.setAttribute('d', line && `M${line}`);
    this.area.setAttribute('d', line && `M${x(values, 0)},${HEIGHT} L${line} L${WIDTH},${HEIGHT} Z`);
  }
}

/** Fewer polls than there is room for are spread out, so that a page that was just opened shows a line, too. */
const FEWEST = 15;

/**
 * The newest is at the right edge.
 *
 * @param {number[]} values
 * @param {number} index
 */
function x(values, index) {
  const step = WIDTH / (Math.min(POLLS, Math.max(FEWEST, values.length)) - 1);
  return (WIDTH - (values.length - 1 - index) * step).toFixed(1);
}

/**
 * From zero to a little above the highest, so that a flat line is not at the border.
 *
 * @param {number[]} values
 */
export function points(values) {
  const top = Math.max(...values, 1) * 1.15;
  return values
    .map((value, index) => `${x(values, index)},${(HEIGHT - (value / top) * HEIGHT).toFixed(1)}`)
    .join(' L');
}
