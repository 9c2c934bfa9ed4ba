/** Names and the colours that follow from ids. No DOM. */

const ADJECTIVES =
  'Amber Brave Bright Calm Clever Cosy Dapper Eager Early Fair Gentle Golden Happy Honest Jolly Keen Kind Lively Lucky Lunar Mellow Merry Nimble Noble Polite Quick Quiet Rosy Silver Snug Spry Steady Sunny Swift Tidy Velvet Warm Wise Witty Zesty'.split(
    ' ',
  );
const CREATURES =
  'Badger Beaver Bison Crane Deer Dolphin Dove Eagle Falcon Ferret Finch Fox Gecko Hare Heron Ibis Jay Koala Lark Lemur Lynx Marten Mole Moose Newt Otter Owl Panda Puffin Quail Raven Robin Seal Sparrow Stork Swan Tern Vole Walrus Wren'.split(
    ' ',
  );

export const MAX_NAME = 40;

/**
 * A friendly name, such as "Quiet Otter".
 *
 * @param {() => number} [random] uniform in [0, 1)
 */
export function randomName(random = Math.random) {
  const pick = (/** @type {string[]} */ words) => words[Math.floor(random() * words.length)] ?? '';
  return `${pick(ADJECTIVES)} ${pick(CREATURES)}`;
}

/**
 * One or two letters for an avatar. Counts what people see as letters, so that no emoji or accent is cut in two.
 *
 * @param {string} name
 */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words.at(0), words.at(-1)] : words;
  return ends.map((word) => firstLetter(word)).join('').toLocaleUpperCase() || '?';
}

/** @param {string|undefined} word */
function firstLetter(word = '') {
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word);
  return [...letters][0]?.segment ?? '';
}

/**
 * A hue for an id, 0 to 359: the same on every page, spread over the circle (FNV-1a).
 *
 * @param {string} id
 */
export function hue(id) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash >>> 0) % 360;
}

/**
 * What to call somebody: the name in their presence metadata, or a short form of the id where there is none (people on
 * other clients).
 *
 * @param {string} userId
 * @param {unknown} meta
 */
export function displayName(userId, meta) {
  const name = meta !== null && typeof meta === 'object' && 'name' in meta ? meta.name : undefined;
  return typeof name === 'string' && name.trim() ? clip(name.trim(), MAX_NAME) : `Guest ${clip(userId, 6, '')}`;
}

/**
 * @param {string} text
 * @param {number} length in code points
 */
function clip(text, length, mark = '…') {
  const points = [...text];
  return points.length > length ? points.slice(0, length).join('') + mark : text;
}
