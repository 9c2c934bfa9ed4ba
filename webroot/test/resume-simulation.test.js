import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from './support/clock.js';
import { Gateway } from './support/gateway.js';
import { socketClass } from './support/network.js';
import { Random } from './support/random.js';
import { Bench } from './support/server.js';

const GROUPS = ['lobby', 'hall'];
const OTHERS = ['b', 'c', 'd'];
const SEEDS = Number(process.env.SEEDS ?? 40);
const STEPS = 250;

/** A client and a gateway with a bad line between them; what the app saw, and what it asked for. */
class World {
  lines = [];
  /** The contents that the app got, in order, with `gap` in between where it was told of one. */
  got = [];
  told = 0;
  gaps = [];
  cids = new Set();
  /** Rosters as an app would keep them from the events alone. */
  rosters = new Map();
  /** How every request ended: `[content, code or 'done']`. */
  ended = [];
  asked = [];
  strange = [];

  constructor(seed, { harm, rememberTokens, waitMs }) {
    this.random = new Random(seed);
    this.harm = harm;
    this.gateway = new Gateway({ rememberTokens });
    this.bench = new Bench({ waitMs, platform: { WebSocket: socketClass(this.gateway, this.lines), random: this.random.next } });
    const { client } = this.bench;
    client.on('private', ({ content }) => this.got.push(content));
    client.on('gap', (gap) => {
      this.got.push('gap');
      this.gaps.push(gap);
    });
    client.on('status', (status) => status.state === 'online' && this.cids.add(status.cid));
    client.on('presence', (event) => this.#presence(event));
    client.on('error', (error) => this.strange.push(error.code));
  }

  get line() {
    return this.lines.at(-1);
  }

  /** An event must fit what the app knew. */
  #presence({ code, group, member }) {
    const roster = this.rosters.get(group);
    if (!roster) return;
    if (roster.has(member.cid) === (code === 'USER_JOINED')) this.strange.push(`${code} ${member.cid}`);
    if (code === 'USER_JOINED' || code === 'USER_UPDATED') roster.set(member.cid, member);
    else roster.delete(member.cid);
  }

  async step() {
    const { random } = this;
    const at = random.next();
    if (at < 0.3) await this.line.up.flow(random.below(400));
    else if (at < 0.6) await this.line.down.flow(random.below(600));
    else if (at < 0.72) this.#ask();
    else if (at < 0.87) this.#others();
    else if (at < 0.91) await this.#break();
    else if (at < 0.93) this.#turn();
    else await this.bench.clock.advance(random.below(3_000));
    await settle();
  }

  #ask() {
    const { client } = this.bench;
    const name = this.random.of(GROUPS);
    const group = client.group(name);
    const at = this.random.next();
    if (!group || group.state === 'leaving') this.#note('join', client.join(name, { meta: this.random.below(3) }).then((joined) => this.#keep(joined)));
    else if (at < 0.7) {
      const content = this.asked.length;
      this.asked.push(content);
      this.#note(content, group.publish(content));
    } else if (at < 0.9) this.#note('update', group.update(this.random.below(100)));
    else this.#note('leave', group.leave());
  }

  #keep(group) {
    const others = [...group.members].filter(([cid]) => cid !== this.bench.client.cid);
    if (this.rosters.has(group.name)) return;
    this.rosters.set(group.name, new Map(others));
    group.on('closed', () => this.rosters.delete(group.name));
  }

  #note(what, promise) {
    promise.then(
      () => this.ended.push([what, 'done']),
      (error) => this.ended.push([what, error.code]),
    );
  }

  #others() {
    const { gateway, random } = this;
    const name = random.of(GROUPS);
    const cid = random.of(OTHERS);
    if (gateway.session && random.chance(0.5)) gateway.tell(++this.told);
    else if (gateway.group(name).members.has(cid) && random.chance(0.5)) gateway.go(name, cid, random.of(['USER_LEFT', 'USER_DISCONNECTED']));
    else gateway.come(name, cid, random.below(5));
  }

  /** The line is cut at some byte. Who hears of it first is anybody's guess; the server may only when the client is back. */
  async #break() {
    const { line, random, gateway } = this;
    await line.up.flow(random.below(200));
    await line.down.flow(random.below(200));
    line.cut();
    if (random.chance(0.7)) line.tellServer();
    line.tellClient();
    const { session } = gateway;
    if (session && !session.line && random.chance(this.harm)) gateway[random.of(['overflow', 'forget', 'end', 'move'])](session);
  }

  #turn() {
    const { document } = this.bench;
    document.hidden = !document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }

  /** The line is good from now on; lets everything come to rest. */
  async calm() {
    for (let i = 0; i < 30; i++) {
      for (const line of this.lines.slice(0, -1)) line.tellServer();
      // Those who came back came back by now.
      if (i === 15) this.gateway.expire();
      for (let j = 0; j < 3; j++) {
        await this.line.up.flow(1e6);
        await this.line.down.flow(1e6);
      }
      await this.bench.clock.advance(1_000);
    }
  }
}

async function run(seed, options) {
  const world = new World(seed, options);
  const connected = world.bench.client.connect();
  await settle();
  await world.line.up.flow(1e6);
  await world.line.down.flow(1e6);
  await connected;
  for (let i = 0; i < STEPS; i++) await world.step();
  await world.calm();
  return world;
}

/** What must be so after every run. */
function checkRest(world, seed) {
  const { bench, gateway } = world;
  const name = `seed ${seed}`;
  assert.equal(bench.client.status.state, 'online', name);
  assert.equal(bench.client.cid, gateway.session.cid, name);
  assert.deepEqual(world.strange, [], name);
  assert.deepEqual(bench.reported, [], name);
  assert.equal(gateway.session.hidden, bench.document.hidden, `${name}: the server knows whether the page is hidden`);
  for (const group of bench.client.joined) {
    const there = [...gateway.group(group.name).members.values()];
    const here = [...group.members.values()].map(({ cid, userId, meta }) => ({ cid, user_id: userId, meta }));
    const sorted = (members) => members.sort((one, other) => (one.cid < other.cid ? -1 : 1));
    assert.deepEqual(sorted(here), sorted(there), `${name}: roster of ${group.name}`);
    const kept = new Map([...group.members].filter(([cid]) => cid !== bench.client.cid));
    const own = [...world.rosters.get(group.name).keys()].filter((cid) => cid !== bench.client.cid);
    assert.deepEqual(own.sort(), [...kept.keys()].sort(), `${name}: what the events of ${group.name} tell`);
  }
}

test('a line that breaks at any byte: nothing is lost, doubled or reordered, and the app sees no break', async () => {
  let resumed = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = await run(seed, { harm: 0, rememberTokens: true, waitMs: 1e9 });
    const name = `seed ${seed}`;
    checkRest(world, seed);
    assert.deepEqual(world.got, Array.from({ length: world.told }, (_, i) => i + 1), name);
    assert.deepEqual(world.gateway.published, world.asked, `${name}: carried out once each, in order`);
    assert.deepEqual(world.ended.filter(([, how]) => how !== 'done'), [], name);
    assert.equal(world.ended.filter(([what]) => typeof what === 'number').length, world.asked.length, `${name}: every request is answered`);
    assert.equal(world.cids.size, 1, `${name}: one cid`);
    resumed += world.gateway.welcomes.filter((welcome) => welcome.recovered).length;
  }
  assert.ok(resumed > 4 * SEEDS, `${resumed}`);
});

test('sessions that are lost in part or whole: nothing is doubled or reordered, and no gap is silent', async () => {
  const seen = { gaps: 0, fresh: 0, lost: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const world = await run(seed, { harm: 0.5, rememberTokens: false, waitMs: 15_000 });
    const name = `seed ${seed}`;
    checkRest(world, seed);
    let last = 0;
    let gap = false;
    for (const content of world.got) {
      if (content === 'gap') gap = true;
      else {
        assert.ok(content > last, `${name}: ${content} after ${last}`);
        assert.ok(gap || content === last + 1, `${name}: ${content} after ${last} without a word`);
        last = content;
        gap = false;
      }
    }
    assert.ok(gap || last === world.told, `${name}: ${last} of ${world.told}`);
    const { published } = world.gateway;
    assert.deepEqual(published, [...new Set(published)].sort((one, other) => one - other), `${name}: at most once each, in order`);
    for (const [what, how] of world.ended) {
      if (typeof what !== 'number') continue;
      if (how === 'done') assert.ok(published.includes(what), `${name}: ${what} was said to be done`);
      // Not joined: asked for before a leave, while there was no connection, and the session did not go on.
      else if (how === 'not_connected' || how === 'not_joined') assert.ok(!published.includes(what), `${name}: ${what} was said not to be done`);
      else assert.equal(how, 'connection_lost', name);
    }
    assert.equal(world.ended.filter(([what]) => typeof what === 'number').length, world.asked.length, `${name}: every request ends`);
    assert.equal(world.cids.size - 1, world.gaps.filter(({ resumed }) => !resumed).length, `${name}: another cid is always said`);
    seen.gaps += world.gaps.filter(({ resumed }) => resumed).length;
    seen.fresh += world.gaps.filter(({ resumed }) => !resumed).length;
    seen.lost += world.ended.filter(([, how]) => how === 'connection_lost').length;
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > SEEDS / 4, `${what}: ${count}`);
});
