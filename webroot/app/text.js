/** What people write: from the wire to pieces that are safe to show. No DOM. */

export const MAX_MESSAGE = 4000;

/**
 * The text of a message's content. This page sends plain strings; other clients may send any JSON.
 *
 * @param {unknown} content
 */
export function textOf(content) {
  if (typeof content === 'string') return content;
  if (content !== null && typeof content === 'object' && 'text' in content && typeof content.text === 'string') {
    return content.text;
  }
  if (content instanceof ArrayBuffer || ArrayBuffer.isView(content)) return `[${content.byteLength} bytes]`;
  return JSON.stringify(content) ?? '';
}

/**
 * Splits at web addresses. Only http and https become links; punctuation that ends a sentence stays outside.
 *
 * @param {string} text
 * @returns {{text: string, href?: string}[]}
 */
export function segments(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/giu)) {
    const address = match[0].replace(/[.,;:!?'")\]]+$/u, '');
    if (!webOrigin(address)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/**
 * The origin of an http or https address; null for anything else.
 *
 * @param {string} address
 */
export function webOrigin(address) {
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && /^https?:$/.test(url.protocol) ? url.origin : null;
}

/**
 * A group name as the gateway takes it, or why not.
 *
 * @param {string} raw
 * @param {number} [limit] characters
 * @returns {{name: string} | {problem: string}}
 */
export function groupName(raw, limit = 128) {
  const name = raw.trim().replace(/^#+\s*/u, '');
  if (!name) return { problem: 'Give the group a name.' };
  if ([...name].length > limit) return { problem: `A group name has at most ${limit} characters.` };
  if (/\p{Cc}/u.test(name)) return { problem: 'A group name cannot contain control characters.' };
  return { name };
}
