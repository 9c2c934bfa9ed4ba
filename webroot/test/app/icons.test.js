import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadIcons } from '../../app/dom.js';

const REAL = { fetch: globalThis.fetch, timeout: AbortSignal.timeout };

/** A page's first picture waits for its icons, so whatever becomes of the file, the wait ends. */
async function endsWith(fetch) {
  try {
    globalThis.fetch = fetch;
    AbortSignal.timeout = (ms) => {
      assert.ok(ms <= 2_000);
      return AbortSignal.abort();
    };
    await loadIcons();
  } finally {
    globalThis.fetch = REAL.fetch;
    AbortSignal.timeout = REAL.timeout;
  }
}

test('a page is drawn where the icons cannot be fetched', () => endsWith(() => Promise.reject(new TypeError('away'))));

test('a page is drawn where there are no icons', () => endsWith(async () => new Response('gone', { status: 404 })));

test('a page is drawn where the icons do not come', () =>
  endsWith(
    (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        if (signal.aborted) reject(signal.reason);
      }),
  ));

test('a page is drawn where the icons break off', () =>
  endsWith(async () => ({ ok: true, text: () => Promise.reject(new TypeError('broken off')) })));
