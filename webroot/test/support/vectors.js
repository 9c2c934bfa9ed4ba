import { readFileSync } from 'node:fs';

/** The files that the Java tests read too: webroot/spec/vectors/README.md tells their format. */
export const vectors = (name) =>
  JSON.parse(readFileSync(new URL(`../../spec/vectors/${name}.json`, import.meta.url), 'utf8')).vectors;

/** A string, also where it is given in pieces. */
export const long = (text) =>
  Array.isArray(text) ? text.map((part) => (Array.isArray(part) ? part[0].repeat(part[1]) : part)).join('') : text;

const bytes = (hex) => Uint8Array.from(Buffer.from(long(hex), 'hex'));

/** The value of JSON that is given as text, null where there is none. */
export const json = (text) => (text === null || text === undefined ? null : JSON.parse(long(text)));

export const contentOf = (content) => ('json' in content ? json(content.json) : bytes(content.binary));

export const nameOf = (group) => long(typeof group === 'object' && !Array.isArray(group) ? group.name : group);

/** What a socket would hand over, a string or an ArrayBuffer; undefined for text that no string can hold. */
export function wire({ text, binary }) {
  if (text !== undefined) return long(text);
  if (binary === undefined) return undefined;
  if (binary.hex !== undefined) return bytes(binary.hex).buffer;
  return Uint8Array.from([...new TextEncoder().encode(long(binary.header)), 10, ...bytes(binary.content)]).buffer;
}
