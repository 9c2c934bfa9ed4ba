import assert from 'node:assert/strict';
import { settle } from '../clock.js';
import { Bench } from '../server.js';
import { quiet, rtcBench } from '../switchboard.js';
import { contentOf, json, long } from '../vectors.js';
import { answered, told } from './asking.js';

/** What an app sees of what concerns its connection. */
export const connection = {
  async Welcome({ id, cid, user, epoch, server_time, expires_at, limits, features, ping_interval_ms, ice, continuity }, frame) {
    const bench = rtcBench();
    const connecting = bench.client.connect();
    await settle();
    bench.socket.accept();
    bench.socket.push(frame);
    const welcome = await connecting;
    const { token, grace_ms: graceMs, resumed, recovered, sent } = continuity ?? { grace_ms: 0, resumed: false };
    const times = { serverTime: server_time, expiresAt: expires_at };
    // Of a session that is new nothing was lost, and there was nothing to recover.
    const goesOn = { graceMs, resumed, recovered: resumed && recovered };
    assert.deepEqual(welcome, { cid, userId: long(user), epoch, ...times, limits, features, ...goesOn });
    assert.deepEqual(bench.client.welcome, welcome);
    assert.deepEqual(bench.client.status, { state: 'online', cid, userId: user });
    // Those that the server lists are over for a client that has none.
    const listed = continuity?.calls ?? [];
    assert.deepEqual(bench.sent('hangup').map(({ call_id, scope }) => [call_id, scope]), listed.map((call) => [call, 'device']));
    for (const _ of listed) await bench.answer('hangup', {});
    await bench.clock.advance(ping_interval_ms);
    assert.equal(bench.sent('ping').length, 1, 'silence is broken after the interval');
    bench.client.call({ cid: 'cid-b' }).catch(() => {});
    await quiet();
    await bench.answer('call', { call_id: 'c1' });
    assert.deepEqual(bench.client.calls[0].pc.configuration.iceServers, ice === null ? [] : json(ice.json));
    assert.equal(id === null || frame.id === id, true);
    bench.socket.end();
    await bench.clock.advance(6_000);
    // The answers to the call and to what was ended came on top of what the server had sent before.
    const resume = continuity ? [`resume.${sent + listed.length + 1}.${token}`] : [];
    assert.deepEqual(bench.socket.protocols, ['ringway.v1', 'bearer.a.b.c', ...resume]);
  },
  async Kept(_, frame) {
    const bench = await new Bench().online({ resume: 'one', grace_ms: 10_000, resumed: false });
    const turn = (hidden) => {
      bench.document.hidden = hidden;
      bench.document.dispatchEvent(new Event('visibilitychange'));
    };
    turn(true);
    const { id: __, type: ___, ...fields } = frame;
    await bench.answer('background', fields);
    turn(true);
    assert.deepEqual(bench.sent('background').map(({ on }) => on), [true], 'it is said once');
    turn(false);
    assert.deepEqual(bench.sent('background').map(({ on }) => on), [true, false]);
    assert.deepEqual(bench.reported, []);
  },
  async Done(_, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby');
    assert.equal(await answered(bench, 'leave', frame, () => group.leave()), undefined);
    assert.equal(group.state, 'left');
    assert.deepEqual(bench.client.joined, []);
  },
  async Delivered({ connections, pushed }, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby');
    const told = { delivered: connections, ...(pushed === undefined ? {} : { pushed }) };
    assert.deepEqual(await answered(bench, 'publish', frame, () => group.publish(1)), told);
    assert.deepEqual(await answered(bench, 'send', frame, ({ send }) => send.call(bench.client, { userId: 'eve' }, 1)), told);
  },
  async Refreshed(_, frame) {
    const bench = await new Bench({ token: () => 'd.e.f' }).online();
    const errors = [];
    bench.client.on('error', (error) => errors.push(error));
    await bench.push({ type: 'token_expiring', expires_at: 1 });
    const { id: __, type: ___, ...fields } = frame;
    await bench.answer('refresh', fields);
    assert.deepEqual(errors, []);
    assert.equal(bench.sent('refresh').length, 1);
  },
  async Pong(_, frame) {
    const bench = await new Bench().online();
    bench.window.dispatchEvent(new Event('online'));
    await settle();
    const ping = bench.sent('ping').at(-1);
    await bench.push({ ...frame, id: ping.id });
    await bench.clock.advance(5_000);
    assert.equal(bench.client.status.state, 'online', 'an answered ping keeps the connection');
  },
  async Failed({ id, code, message, retry_after_ms }, frame) {
    const bench = await new Bench().online();
    const errors = [];
    bench.client.on('error', (error) => errors.push(error));
    if (id === null) await bench.push(frame);
    else {
      const sending = bench.client.send({ userId: 'eve' }, 1).catch((error) => errors.push(error));
      await bench.push({ ...frame, id: bench.sent('send').at(-1).id });
      await sending;
    }
    const [error] = errors;
    assert.equal(errors.length, 1);
    assert.deepEqual(
      [error.code, error.message, error.temporary, error.retryAfterMs],
      [code, message, frame.temporary, retry_after_ms || undefined],
    );
  },
  async PrivateMessage({ from, content }, frame) {
    const got = await told('private', frame);
    assert.deepEqual(got, [{ userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async TokenExpiring(_, frame) {
    let asked = 0;
    const bench = await new Bench({ token: () => `a.b.${++asked}` }).online();
    await bench.push(frame);
    assert.equal(bench.sent('refresh').at(-1).token, 'a.b.2');
  },
};
