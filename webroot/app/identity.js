/**
 * Who this tab is. The identity lives in the tab's own storage: a reload keeps it, a second tab is a second person, and so is
 * a duplicated tab, which would otherwise copy the storage.
 */
import { MAX_NAME } from './names.js';

/**
 * @typedef {{userId: string, name: string}} Identity
 * @typedef {{token: string, user_id: string, service: string, expires_at: number}} DevToken expires_at: as the gateway says it
 */

const KEY = 'ringway.identity';
const CLAIM_MS = 500;

/** How long a token is waited for, in milliseconds; the connection then asks for one again. */
const TOKEN_MS = 10_000;

/** @returns {Promise<Identity|null>} null on a first visit */
export async function storedIdentity() {
  const identity = read();
  if (!identity) return null;
  return (await claim(identity.userId)) ? identity : null;
}

/**
 * @param {string} name
 * @returns {Promise<Identity>}
 */
export async function newIdentity(name) {
  const identity = { userId: uuid(), name };
  write(identity);
  await claim(identity.userId);
  return identity;
}

/** @param {Identity} identity */
export function write(identity) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(identity));
  } catch {
    // Storage is blocked: the identity ends with the page.
  }
}

/** @returns {Identity|null} */
function read() {
  try {
    const { userId, name } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
    const valid = typeof userId === 'string' && typeof name === 'string' && userId && name;
    return valid ? { userId, name: name.slice(0, MAX_NAME) } : null;
  } catch {
    return null;
  }
}

/**
 * Takes the identity for this tab until the tab goes. False where another tab has it. Waits a moment: after a reload the page
 * that was there before may still be letting go.
 *
 * @param {string} userId
 * @returns {Promise<boolean>}
 */
function claim(userId) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = () => {
      resolve(true);
      return new Promise(() => {});
    };
    navigator.locks
      .request(`ringway.${userId}`, { signal: AbortSignal.timeout(CLAIM_MS) }, hold)
      .catch((error) => resolve(error.name !== 'TimeoutError' && error.name !== 'AbortError'));
  });
}

/** A random UUID; also on pages that are not a secure context, where crypto.randomUUID is missing. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/**
 * Asks the node that served the page for a token; every node of the cluster takes it. Only nodes in dev mode give them: else
 * the app's backend mints tokens.
 *
 * @param {Identity} identity
 * @returns {Promise<DevToken>}
 */
export async function devToken(identity) {
  const response = await fetch('/dev/token', {
    method: 'POST',
    signal: AbortSignal.timeout(TOKEN_MS),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: identity.userId, name: identity.name }),
  });
  if (!response.ok) throw new TokenRefused(response.status);
  return response.json();
}

/** The gateway answered, and gave no token. */
export class TokenRefused extends Error {
  /** @param {number} status HTTP */
  constructor(status) {
    super(`No token: HTTP ${status}`);
    this.name = 'TokenRefused';
    this.status = status;
  }

  /** Whether asking again cannot help. */
  get final() {
    return this.status >= 400 && this.status < 500 && this.status !== 429;
  }
}
