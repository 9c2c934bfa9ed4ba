import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { gatewayAway, needsGateway, retitle } from '../../app/reach.js';

class Control {
  dataset = {};
  title = '';
  disabled = false;
  isConnected = true;
  constructor(title = '') {
    this.title = title;
    document.controls.push(this);
  }
  focus() {
    document.activeElement = this;
  }
}

beforeEach(() => {
  globalThis.HTMLElement = Control;
  globalThis.document = {
    body: {},
    controls: [],
    activeElement: null,
    querySelectorAll: () => document.controls.filter((control) => 'gateway' in control.dataset),
  };
});

afterEach(() => {
  gatewayAway('');
  delete globalThis.document;
  delete globalThis.HTMLElement;
});

test('what needs the gateway is disabled while it is away, says why, and comes back', () => {
  const call = needsGateway(new Control('Call Ada'));
  const theme = new Control('Dark');
  gatewayAway('lost');
  assert.deepEqual([call.disabled, call.title, theme.disabled], [true, 'lost', false]);
  gatewayAway('gave up');
  assert.equal(call.title, 'gave up');
  gatewayAway('');
  assert.deepEqual([call.disabled, call.title], [false, 'Call Ada']);
});

test('what is made while the gateway is away is disabled, too', () => {
  gatewayAway('lost');
  const call = needsGateway(new Control('Call Ada'));
  assert.deepEqual([call.disabled, call.title], [true, 'lost']);
  retitle(call, 'Call Grace');
  assert.equal(call.title, 'lost');
  gatewayAway('');
  assert.deepEqual([call.disabled, call.title], [false, 'Call Grace']);
});

test('the keyboard comes back to where it was, unless it went somewhere else', () => {
  const call = needsGateway(new Control());
  call.focus();
  gatewayAway('lost');
  document.activeElement = document.body;
  gatewayAway('');
  assert.equal(document.activeElement, call);
  gatewayAway('lost');
  const field = new Control();
  field.focus();
  gatewayAway('');
  assert.equal(document.activeElement, field);
});
