import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OFFER, candidate, frames, ringing, rung, signal } from './support/rings.js';
import { FakeTrack } from './support/rtc.js';
import { connected, quiet } from './support/switchboard.js';

test('a callee without media offers nothing of his own before the first offer', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept({ media: { audio: true, video: true } });
  await quiet();
  await bench.answer('accept');
  await accepting;
  await quiet();
  assert.deepEqual(frames(bench, 'signal'), []);
  await signal(bench, { description: OFFER });
  await quiet();
  assert.deepEqual(frames(bench, 'signal').map((frame) => frame.description.type), ['answer']);
});

test('candidates before their description wait for it, in order', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  await signal(bench, { candidate: candidate('one') });
  await signal(bench, { candidate: candidate('two') });
  await signal(bench, { candidate: null });
  await quiet();
  assert.deepEqual(call.pc.candidates, []);
  await signal(bench, { description: OFFER });
  await signal(bench, { candidate: candidate('three') });
  await quiet();
  assert.deepEqual(call.pc.candidates.map((one) => one?.candidate), ['one', 'two', undefined, 'three']);
  assert.deepEqual(bench.reported, []);
});

test('glare: both offer at once, the callee gives way, both end stable', async () => {
  const { board, call, incoming } = await connected();
  board.signals.length = 0;
  call.pc.addTrack(new FakeTrack('video'));
  incoming.pc.addTrack(new FakeTrack('audio'));
  await quiet();
  await quiet();
  assert.equal(call.pc.signalingState, 'stable');
  assert.equal(incoming.pc.signalingState, 'stable');
  assert.deepEqual(board.signals.slice(0, 2).sort(), [['cid-a', 'offer'], ['cid-b', 'offer']]);
  const offers = board.signals.filter(([, kind]) => kind === 'offer').map(([from]) => from);
  const answers = board.signals.filter(([, kind]) => kind === 'answer').map(([from]) => from);
  assert.deepEqual(offers, ['cid-a', 'cid-b', 'cid-b'], 'the callee offers again after it gave way');
  assert.deepEqual(answers, ['cid-b', 'cid-a']);
  assert.equal(call.pc.rolledBack, false);
});

test('candidates of an offer that lost are no error', async () => {
  const { ada, call } = await connected();
  call.pc.signalingState = 'have-local-offer';
  call.receive({ description: { type: 'offer', sdp: 'lost' } });
  call.receive({ candidate: candidate('bad') });
  await quiet();
  assert.deepEqual(ada.reported, []);
});

test('a stray answer is ignored', async () => {
  const { ada, call } = await connected();
  call.receive({ description: { type: 'answer', sdp: 'stray' } });
  await quiet();
  assert.equal(call.state, 'connected');
  assert.deepEqual(ada.reported, []);
});

test("a rollback of the other side's is no answer, and takes nothing back here", async () => {
  const { ada, call, incoming } = await connected();
  call.pc.signalingState = 'have-local-offer';
  const taken = [];
  call.pc.setRemoteDescription = async (description) => taken.push(description);
  for (const description of [{ type: 'rollback' }, { type: 'rollback', sdp: '' }, { type: 'rollback', sdp: 'v=0' }]) call.receive({ description });
  await quiet();
  assert.deepEqual([taken, call.state, call.pc.signalingState], [[], 'connected', 'have-local-offer']);
  incoming.receive({ description: { type: 'rollback' } });
  await quiet();
  assert.deepEqual([incoming.state, ada.reported], ['connected', []]);
});

test('a candidate that cannot be used is reported, a description that cannot ends the call', async () => {
  const { ada, call, incoming } = await connected();
  call.receive({ candidate: candidate('bad') });
  await quiet();
  assert.equal(ada.reported.length, 1);
  assert.equal(call.state, 'connected');
  call.receive({ description: { type: 'offer', sdp: 'bad' } });
  await quiet();
  assert.equal(call.state, 'closed');
  assert.equal(incoming.state, 'closed');
});

test('a signal for a call the server does not know closes it', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('late');
  await bench.clock.advance(50);
  await bench.refuse('signal', { code: 'call_closed' });
  assert.equal(call.state, 'closed');
});

test('candidates found at the same time travel together, and a description leaves them behind', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('one');
  call.pc.gather('two');
  await bench.clock.advance(49);
  assert.deepEqual(bench.sent('signal'), []);
  await bench.clock.advance(1);
  assert.deepEqual(frames(bench, 'signal'), [{ type: 'signal', call_id: 'c1', candidates: [candidate('one'), candidate('two')] }]);
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: false });
  await signal(bench, { description: { type: 'answer', sdp: 'of the callee' } });
  await quiet();
  call.pc.gather('three');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  const kinds = frames(bench, 'signal').map(({ candidates, description }) => candidates?.length ?? description.type);
  assert.deepEqual(kinds, [2, 1, 'offer']);
});

test('several candidates of one frame are taken one after the other', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  await signal(bench, { candidates: [candidate('one'), candidate('two'), null] });
  await signal(bench, { description: OFFER });
  await quiet();
  assert.deepEqual(call.pc.candidates.map((one) => one?.candidate), ['one', 'two', undefined]);
});

test('an offer that was lost is said again after the break, and the call goes on', async () => {
  const { board, ada, bob, call, incoming } = await connected();
  board.mute.add('cid-a');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  assert.deepEqual([call.pc.signalingState, incoming.pc.signalingState], ['have-local-offer', 'stable']);
  board.mute.clear();
  ada.client.calls[0].restart();
  await quiet();
  assert.deepEqual([call.pc.signalingState, incoming.pc.signalingState], ['stable', 'stable']);
  assert.deepEqual([...ada.reported, ...bob.reported], []);
});

test('an answer that was lost is said again, also the first one', async () => {
  const { board, call, incoming } = await connected();
  board.mute.add('cid-b');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  const { localDescription } = incoming.pc;
  board.mute.clear();
  call.restart();
  await quiet();
  assert.equal(call.pc.signalingState, 'stable');
  assert.notEqual(call.pc.remoteDescription.sdp, localDescription.sdp, 'the search for a way that came after it');
  const { bench, call: early } = await ringing();
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  early.restart();
  await quiet();
  assert.deepEqual(frames(bench, 'signal').map(({ description }) => description), [early.pc.localDescription]);
});

test('while it rings nothing is said again: it would be kept for who accepts', async () => {
  const { bench, call } = await ringing();
  for (let i = 0; i < 3; i++) bench.window.dispatchEvent(new Event('online'));
  await quiet();
  assert.deepEqual([frames(bench, 'signal'), call.state], [[], 'ringing']);
});

test('an answer that comes twice is not taken for one to a later offer', async () => {
  const { bench, call } = await ringing();
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b' });
  const answer = { type: 'answer', sdp: 'o=first' };
  await signal(bench, { description: answer });
  await quiet();
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  await signal(bench, { description: answer });
  await quiet();
  assert.equal(call.pc.signalingState, 'have-local-offer');
  await signal(bench, { description: { type: 'answer', sdp: 'o=second' } });
  await quiet();
  assert.deepEqual([call.pc.signalingState, call.pc.remoteDescription.sdp], ['stable', 'o=second']);
});

test('an answer that comes again is known as such after an offer, too, of which one may have the same name', async () => {
  const { bench, call } = await ringing();
  await bench.push({ type: 'rtc:accepted', call_id: 'c1', user_id: 'bob', cid: 'cid-b', polite: true });
  const answer = { type: 'answer', sdp: 'o=- 3900 3900 IN IP4 0.0.0.0' };
  const offer = { type: 'offer', sdp: `${answer.sdp}\r\nm=video` };
  await signal(bench, { description: answer });
  await signal(bench, { description: offer });
  await quiet();
  assert.deepEqual([call.pc.remoteDescription, frames(bench, 'signal').at(-1).description.type], [offer, 'answer']);
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  await signal(bench, { description: answer });
  await quiet();
  assert.deepEqual([call.pc.signalingState, call.pc.remoteDescription], ['have-local-offer', offer]);
});

test('an answer is said again with what was found for it since, also where something else is offered by now', async () => {
  const { board, ada, bob, call, incoming } = await connected();
  const answers = () => frames(bob, 'signal').flatMap(({ description }) => (description?.type === 'answer' ? [description.sdp] : []));
  board.mute.add('cid-b');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  const [first] = answers().slice(-1);
  incoming.pc.gather('candidate:1');
  incoming.pc.addTrack(new FakeTrack('audio'));
  await quiet();
  assert.deepEqual([call.pc.signalingState, incoming.pc.signalingState], ['have-local-offer', 'have-local-offer']);
  board.mute.clear();
  call.restart();
  await quiet();
  assert.ok(answers().includes(`${first}a=candidate:1\r\n`));
  assert.deepEqual([call.state, incoming.state, call.pc.signalingState, ada.reported, bob.reported], ['connected', 'connected', 'stable', [], []]);
});

test('where the browser does not say what was agreed on, an answer is said again as it was', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  Object.defineProperty(call.pc, 'currentLocalDescription', { get: () => undefined, set: () => {} });
  await bench.answer('accept');
  await accepting;
  for (let i = 0; i < 2; i++) await signal(bench, { description: OFFER });
  await quiet();
  assert.deepEqual(frames(bench, 'signal').map(({ description }) => description.type), ['answer', 'answer']);
});

test('an offer that comes twice gets the same answer twice', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  for (let i = 0; i < 2; i++) await signal(bench, { description: OFFER });
  await quiet();
  const [first, second, ...more] = frames(bench, 'signal').map(({ description }) => description);
  assert.deepEqual([first.type, second, more], ['answer', first, []]);
});

test('an offer that is said again has grown by candidates since, and is answered once', async () => {
  const { board, ada, call, incoming } = await connected();
  const applied = [];
  const apply = incoming.pc.setRemoteDescription.bind(incoming.pc);
  incoming.pc.setRemoteDescription = (description) => applied.push(description.sdp) && apply(description);
  board.mute.add('cid-b');
  call.pc.addTrack(new FakeTrack('video'));
  await quiet();
  const said = () => frames(ada, 'signal').flatMap(({ description }) => description?.sdp ?? []);
  const [first] = said().slice(-1);
  call.pc.gather('candidate:1');
  board.mute.clear();
  call.restart();
  await quiet();
  assert.deepEqual(said().slice(-2, -1), [`${first}a=candidate:1\r\n`]);
  assert.deepEqual([applied, call.pc.signalingState, incoming.pc.signalingState], [[first, said().at(-1)], 'stable', 'stable']);
});

test('a description that the server cannot take ends the call for the other side too', async () => {
  const { bench, call } = await rung();
  const accepting = call.accept();
  await quiet();
  await bench.answer('accept');
  await accepting;
  await signal(bench, { description: OFFER });
  await quiet();
  await bench.refuse('signal', { code: 'too_large' });
  await quiet();
  assert.equal(call.state, 'closed');
  assert.deepEqual(frames(bench, 'hangup').map(({ call_id, reason }) => [call_id, reason]), [[call.id, 'failed']]);
});

test('a candidate that finds no room does not end the call', async () => {
  const { bench, call } = await ringing();
  call.pc.gather('late');
  await bench.clock.advance(50);
  await bench.refuse('signal', { code: 'limit_reached' });
  await quiet();
  assert.equal(call.state, 'ringing');
  assert.deepEqual(bench.sent('hangup'), []);
});

test('of many candidates no more travel together than are taken', async () => {
  const { bench, call } = await ringing();
  for (let i = 0; i < 80; i++) call.pc.gather(`c${i}`);
  await bench.clock.advance(50);
  assert.deepEqual(frames(bench, 'signal').map(({ candidates }) => candidates.length), [64, 16]);
});
