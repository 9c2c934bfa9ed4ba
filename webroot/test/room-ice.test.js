import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pair, peerOf } from './support/roomboard.js';
import { quiet } from './support/switchboard.js';

test('renewed ICE servers reach every connection', async () => {
  const { ada, bob } = await pair();
  await ada.bench.push({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9 });
  assert.deepEqual(peerOf(ada, bob).pc.getConfiguration().iceServers, [{ urls: 'turn:new.test' }]);
});

const ice = (fields) => ({ type: 'ice', iceServers: [{ urls: 'turn:new.test' }], expiresAt: 9, ...fields });
const policyOf = (peer) => peer.pc.getConfiguration().iceTransportPolicy;

test('where the server says so, a room goes through relays alone, at once and from then on', async () => {
  const { ada, bob } = await pair();
  const { pc } = peerOf(ada, bob);
  assert.equal(policyOf(peerOf(ada, bob)), undefined);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.equal(policyOf(peerOf(ada, bob)), 'relay');
  assert.deepEqual(pc.getConfiguration().iceServers, [{ urls: 'turn:new.test' }]);
  assert.equal(pc.restarts, 1);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.equal(pc.restarts, 1, 'nothing new');
  peerOf(ada, bob).rebuild();
  assert.equal(policyOf(peerOf(ada, bob)), 'relay', 'of a new connection, too');
});

test("the server's word for relays alone counts for a room with servers of its own, which stay", async () => {
  const iceServers = [{ urls: 'turn:own.test' }];
  const { ada, bob } = await pair({ options: { iceServers } });
  const { pc } = peerOf(ada, bob);
  await ada.bench.push(ice({}));
  await quiet();
  assert.deepEqual([pc.getConfiguration(), pc.restarts], [{ iceServers }, 0]);
  await ada.bench.push(ice({ iceTransportPolicy: 'relay' }));
  await quiet();
  assert.deepEqual([pc.getConfiguration(), pc.restarts], [{ iceServers, iceTransportPolicy: 'relay' }, 1]);
});

test('new credentials make a room look for a way anew only where this side goes through a relay', async () => {
  for (const [own, restarts] of [['relay', 1], ['host', 0], ['', 0]]) {
    const { ada, bob } = await pair();
    const { pc } = peerOf(ada, bob);
    pc.candidateType = own;
    await ada.bench.push(ice({}));
    await quiet();
    assert.equal(pc.restarts, restarts, own);
  }
});
