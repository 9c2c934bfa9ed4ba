/** What the page asks the node it came from. */

const KEY = 'ringway.admin.key';
const PATIENCE_MS = 10_000;

/** A refusal, with the status and the words of the node. Status 0: no answer at all. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The key is forgotten with the tab. */
export function storedKey() {
  return sessionStorage.getItem(KEY) ?? '';
}

/** @param {string} key empty to forget it */
export function storeKey(key) {
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
}

/**
 * @param {string} path below /admin/api/
 * @param {Record<string, string>} params
 * @param {'GET'|'POST'} [method]
 * @returns {Promise<any>}
 */
export async function ask(path, params, method = 'GET') {
  const answer = await fetch(`/admin/api/${path}?${new URLSearchParams(params)}`, {
    method,
    headers: { authorization: `Bearer ${storedKey()}` },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => {
    throw new Refusal(0, 'This node does not answer.');
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, body.message ?? `The node answered ${answer.status}.`);
  return body;
}
