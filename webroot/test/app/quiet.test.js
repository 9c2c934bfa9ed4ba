import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Quiet, choiceOf, policyOf } from '../../app/quiet.js';

/** What the gateway has, and whether it answers. */
class Settings {
  policy = null;
  away = false;
  said = [];

  async onBusy(policy) {
    if (this.away) throw new Error('away');
    this.said.push(policy);
    this.policy = policy;
  }

  async busyPolicy() {
    if (this.away) throw new Error('away');
    return this.policy;
  }
}

const memory = (kept = null) => ({ read: () => kept, write: (during) => (kept = during) });

function quietOf(kept) {
  const settings = new Settings();
  const quiet = new Quiet(settings, memory(kept));
  const changes = [];
  quiet.on('change', () => changes.push(policyOf(quiet.choice)));
  return { settings, quiet, changes };
}

test('what is chosen is shown at once, and said to the gateway', async () => {
  const { settings, quiet, changes } = quietOf();
  const chosen = quiet.choose({ on: true });
  assert.deepEqual(changes, ['do_not_disturb']);
  await chosen;
  assert.equal(settings.policy, 'do_not_disturb');
  await quiet.choose({ during: 'reject' });
  assert.deepEqual(settings.said, ['do_not_disturb', 'do_not_disturb'], 'what holds in a call waits until calls ring again');
  await quiet.choose({ on: false });
  assert.equal(settings.policy, 'reject');
});

test('a choice that the gateway does not take is taken back, and says why', async () => {
  const { settings, quiet, changes } = quietOf();
  settings.away = true;
  await assert.rejects(quiet.choose({ on: true }), /away/);
  assert.deepEqual(changes, ['do_not_disturb', null]);
});

test('what was said on another device is shown, and what it left open stays', async () => {
  const { settings, quiet, changes } = quietOf('reject');
  settings.policy = 'do_not_disturb';
  await quiet.read();
  assert.deepEqual(quiet.choice, { on: true, during: 'reject' });
  settings.policy = 'ring';
  await quiet.read();
  assert.deepEqual(quiet.choice, { on: false, during: 'ring' });
  assert.deepEqual(changes, ['do_not_disturb', 'ring']);
});

test('a choice that the gateway has forgotten is said again, and nobody else\'s silence is', async () => {
  const { settings, quiet } = quietOf();
  await quiet.read();
  assert.deepEqual(settings.said, [], 'nothing was chosen here');
  await quiet.choose({ on: true });
  settings.policy = null;
  await quiet.read();
  assert.equal(settings.policy, 'do_not_disturb');
  assert.equal(quiet.choice.on, true);
});

test('an answer from before a choice does not undo it', async () => {
  const { settings, quiet } = quietOf();
  const reading = quiet.read();
  await quiet.choose({ on: true });
  await reading;
  assert.equal(quiet.choice.on, true);
  assert.equal(settings.policy, 'do_not_disturb');
});

test('what held before do not disturb is given back, be it nothing or ring', async () => {
  for (const before of [null, 'ring', 'wait', 'reject']) {
    const { settings, quiet } = quietOf();
    settings.policy = before;
    await quiet.read();
    await quiet.choose({ on: true });
    await quiet.choose({ on: false });
    assert.equal(settings.policy, before);
  }
});

test('a choice that was overruled elsewhere is not said again', async () => {
  const { settings, quiet } = quietOf();
  await quiet.choose({ on: true });
  settings.policy = 'wait';
  await quiet.read();
  settings.policy = null;
  await quiet.read();
  assert.equal(settings.policy, null);
  assert.deepEqual(quiet.choice, { on: false, during: null });
});

test('every policy is a choice, and every choice a policy', () => {
  for (const policy of ['wait', 'reject', 'ring', null, 'do_not_disturb']) assert.equal(policyOf(choiceOf(policy, 'wait')), policy);
});
