import assert from 'node:assert/strict';
import { History } from '../../../js/history.js';
import { State } from '../../../js/state.js';
import { Bench, roster } from '../server.js';
import { contentOf, json, long, nameOf } from '../vectors.js';
import { answered, memberOf, nextIs, told } from './asking.js';

/** A member of a group that keeps its messages, who wants them all. */
async function kept(group) {
  const bench = await new Bench().online();
  const history = new History(bench.client);
  const joining = bench.client.join(group, { history });
  await bench.answer('join', { group, version: 1, complete: true, members: [], position: { epoch: 'e', offset: 0 } });
  await joining;
  return { history, bench };
}

async function stateOf(group) {
  const bench = await new Bench().online();
  return { bench, state: new State(bench.client, await bench.joined(group)) };
}

const valueOf = ({ key, value, version, expires_at: expiresAt, owner: cid }) => [key, { value: json(value), version, expiresAt, cid }];

/** What an app sees of its groups. */
export const groups = {
  async Joined({ group, version, complete, members }, frame) {
    const bench = await new Bench().online();
    const joined = await answered(bench, 'join', frame, (client) => client.join(nameOf(group)));
    assert.equal(joined.name, nameOf(group));
    assert.deepEqual([...joined.members.values()], members.map(memberOf));
    await bench.clock.advance(500);
    assert.equal(bench.sent('members').length, complete ? 0 : 1, 'a roster with gaps is asked for again');
    await nextIs(bench, joined, version + 1);
  },
  async Transferred({ from, joined: { group, version, members } }, frame) {
    const bench = await new Bench().online();
    const before = from && (await bench.joined(from, [['x', 'x']], { version: 40 }));
    const told = [];
    bench.client.on('moved', (move) => told.push(move));
    before?.on('moved', (name) => told.push(name));
    await bench.push(frame);
    const { group: handle } = told.at(-1);
    assert.deepEqual(told, from ? [from, { group: before, from }] : [{ group: handle, from: undefined }]);
    assert.deepEqual([handle.name, handle.state], [nameOf(group), 'joined']);
    assert.deepEqual([...handle.members.values()], members.map(memberOf));
    await nextIs(bench, handle, version + 1);
  },
  async Updated({ version }, frame) {
    const bench = await new Bench().online();
    const group = await bench.joined('lobby', [], { version: version - 1 });
    assert.equal(await answered(bench, 'update', frame, () => group.update('mine')), undefined);
    assert.equal(group.members.get(bench.client.cid).meta, 'mine');
    await nextIs(bench, group, version + 1);
  },
  async Roster({ group, version, members }, frame) {
    const bench = await new Bench().online();
    assert.deepEqual(await answered(bench, 'members', frame, (client) => client.members(nameOf(group))), members.map(memberOf));
    if (version < 0) return;
    // A member that found a gap asks for the same: what was missed is told, and numbers go on from there.
    const handle = await bench.joined(nameOf(group), [], { version: version - 5 });
    const seen = [];
    handle.on('joined', (one) => seen.push(one));
    await bench.push({ type: 'notice', code: 'USER_LEFT', group: nameOf(group), version, user_id: 'x', cid: 'cid-x' });
    const { id: _, type: __, ...fields } = frame;
    await bench.answer('members', fields);
    assert.deepEqual(seen, members.map(memberOf));
    await nextIs(bench, handle, version + 1);
  },
  async MemberPage({ group, total, next }, frame) {
    const bench = await new Bench().online();
    const page = await answered(bench, 'members', frame, (client) => client.ask('members', { group: nameOf(group), limit: 1 }));
    assert.deepEqual([page.total, page.next], [total, next]);
  },
  async GroupList({ groups, next }, frame) {
    const bench = await new Bench().online();
    const page = await answered(bench, 'groups', frame, (client) => client.groups());
    assert.deepEqual(page, { groups: groups.map(({ group, name, members }) => ({ group: nameOf(group ?? name), members })), ...(next === null ? {} : { next: long(next) }) });
  },
  async Notice({ group, version, change }, frame) {
    const [[kind, member]] = Object.entries(change);
    // A member that is suspected, or back, is in the roster all the time: that takes no version.
    const stays = kind === 'suspected' || kind === 'back';
    const before = kind === 'joined' ? [] : [[member.cid, member.user, kind === 'left' || stays ? json(member.meta) : 'before']];
    const roll = { version: stays ? version : version - 1, members: roster(...before) };
    const [event, ...more] = await told('presence', frame, { name: nameOf(group), ...roll });
    // Why somebody left matters to himself alone.
    const code = frame.code === 'GROUP_CLOSED' ? 'USER_LEFT' : frame.code;
    assert.deepEqual(event, { code, group: nameOf(group), member: memberOf(member), synced: false });
    assert.deepEqual(more, []);
  },
  async Notices({ group, since, version, changes }, frame) {
    const bench = await new Bench().online();
    const gone = changes.flatMap(({ left }) => (left ? [[left.cid, left.user, json(left.meta)]] : []));
    const handle = await bench.joined(nameOf(group), gone, { version: since });
    const got = [];
    bench.client.on('presence', ({ code, member }) => got.push([code, member]));
    await bench.push(frame);
    assert.deepEqual(got, frame.steps.map(({ code }, i) => [code, memberOf(Object.values(changes[i])[0])]));
    await nextIs(bench, handle, version + 1);
  },
  async Count({ group, version, members, partial }, frame) {
    const bench = await new Bench().online();
    const handle = await bench.joined(nameOf(group), [['x', 'x']]);
    const counts = [];
    handle.on('count', (size) => counts.push(size));
    await bench.push(frame);
    assert.deepEqual([counts, handle.size, handle.partial, handle.members.size], [[members], members, true, 1]);
    await bench.clock.advance(5_000);
    assert.equal(bench.sent('members').length, partial ? 0 : 1);
    if (partial) await nextIs(bench, handle, version + 1);
  },
  async GroupMessage({ group, from, content }, frame) {
    const got = await told('message', frame, { name: frame.group, version: 1, members: [] });
    assert.deepEqual(got, [{ group: nameOf(group), userId: from.user, cid: from.cid, content: contentOf(content) }]);
  },
  async HistoryPage({ messages, more }, frame) {
    const { history, bench } = await kept(frame.group);
    const page = await answered(bench, 'history', frame, () => history.page());
    const seen = messages.map(({ from, content, ...rest }) => ({ ...rest, group: frame.group, userId: from.user, cid: from.cid, content: contentOf(content) }));
    assert.deepEqual(page, { messages: seen, more });
  },
  async State({ entries }, frame) {
    const { bench, state } = await stateOf(frame.group);
    await answered(bench, 'state', frame, () => state.read());
    assert.deepEqual([...state.entries], entries.map(valueOf));
  },
  async StateSaved({ version }, frame) {
    const { bench, state } = await stateOf('lobby');
    assert.equal(await answered(bench, 'state_set', frame, () => state.set('key', 1)), version);
  },
  async StateChanged({ group, entry }, frame) {
    const { bench, state } = await stateOf(nameOf(group));
    await bench.push({ type: 'state', group: nameOf(group), key: entry.key, value: 'before', version: 1, expires_at: 1 });
    await bench.push(frame);
    assert.deepEqual([...state.entries], entry.value === null ? [] : [valueOf(entry)]);
  },
  async StateTold({ group, entries }, frame) {
    const { bench, state } = await stateOf(nameOf(group));
    await bench.push({ type: 'state', group: nameOf(group), key: 'before', value: 1, version: 1, expires_at: 1 });
    await bench.push(frame);
    assert.deepEqual([...state.entries], entries.map(valueOf));
  },
  async Interrupted(_, frame) {
    const { history, bench } = await kept(frame.group);
    const gaps = [];
    history.on('gap', (position) => gaps.push(position));
    const [group] = bench.client.joined;
    group.on('gap', (of) => gaps.push(of));
    await bench.push(frame);
    assert.deepEqual(gaps, [frame.position ?? group]);
  },
  async Relayed({ group, from, content }, frame) {
    const got = await told('relay', frame, { name: frame.group, version: 1, members: [] });
    assert.deepEqual(got, [{ group: nameOf(group), userId: from.user, cid: from.cid, content: contentOf(content) }]);
    assert.deepEqual(await told('message', frame), [], 'it is not for the whole group');
  },
};
