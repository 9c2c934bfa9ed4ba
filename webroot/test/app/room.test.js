import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestGrid } from '../../app/room/layout.js';
import { crowdWords, peerWords, qualityWords, refusalWords } from '../../app/room/words.js';

test('tiles get as large as the room allows, and never leave it', () => {
  for (const [width, height] of [[1200, 600], [360, 640], [800, 800], [320, 480]]) {
    for (let tiles = 1; tiles <= 9; tiles++) {
      const grid = bestGrid(tiles, width, height, 12);
      const rows = Math.ceil(tiles / grid.columns);
      assert.ok(grid.width > 60 && grid.height > 40, `${tiles} in ${width}x${height}`);
      assert.ok(grid.columns * grid.width + (grid.columns - 1) * 12 <= width, `${tiles} in ${width}x${height}`);
      assert.ok(rows * grid.height + (rows - 1) * 12 <= height, `${tiles} in ${width}x${height}`);
    }
  }
  assert.equal(bestGrid(4, 1000, 600, 12).columns, 2);
  assert.equal(bestGrid(2, 360, 640, 12).columns, 1, 'two on a phone stand above each other');
  assert.equal(bestGrid(8, 1600, 500, 12).columns, 4);
});

test('why there is no way in is said in words, and a full room is no failure', () => {
  const words = (code) => refusalWords(Object.assign(new Error('raw'), { code }));
  assert.equal(words('room_full').isFull, true);
  for (const code of ['forbidden', 'bad_key', 'origin_not_allowed', 'rate_limited', 'token_unavailable', 'not_connected', 'unavailable']) {
    assert.ok(!words(code).isFull && words(code).title && !words(code).hint.includes('raw'), code);
  }
  assert.equal(words('surprise').hint, 'raw');
  assert.equal(refusalWords('text').hint, 'text');
});

test('people, connections and qualities have words', () => {
  assert.deepEqual([crowdWords(0), crowdWords(1), crowdWords(7)], ['Only you', '2 people', '8 people']);
  assert.deepEqual([peerWords('connected'), peerWords('failed')], ['', 'No connection']);
  assert.equal(qualityWords({ score: 2, reason: '9 % of the packets are lost.' }), 'Connection: poor. 9 % of the packets are lost.');
});
