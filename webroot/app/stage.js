/**
 * The picture of a call: the other side large, or their portrait with what is going on; oneself small.
 *
 * Test ids: remote-video, stage-waiting, self-video, stage-line, stage-hint, call-problem, call-problem-devices, call-ended.
 */
import { avatar } from './avatar.js';
import { h, icon, setText } from './dom.js';
import { callWords, waitingWords } from './words.js';

/** @import { CallSession } from './call.js' */

export class Stage {
  remote = video('stage-video', 'remote-video');
  self = video('', 'self-video');
  line = h('p', { class: 'stage-line', data: { testid: 'stage-line' } });
  hint = h('p', { class: 'stage-hint', data: { testid: 'stage-hint' } });
  actions = h('div', { class: 'stage-actions', data: { testid: 'call-ended' }, hidden: true });
  label = h('p', { class: 'stage-label' });
  /** Over a picture that may stand still. */
  waiting = h('p', { class: 'stage-waiting', hidden: true, data: { testid: 'stage-waiting' } }, callWords('reconnecting', null));
  #problemText = h('span', {});

  /** @param {CallSession} session @param {() => void} chooseDevices */
  constructor(session, chooseDevices) {
    this.session = session;
    this.another = h(
      'button',
      { class: 'button notice-action', type: 'button', data: { testid: 'call-problem-devices' }, on: { click: chooseDevices } },
      'Choose another',
    );
    const { name, userId } = session.peer;
    this.remote.setAttribute('aria-label', `${name}, picture`);
    this.self.setAttribute('aria-label', 'Your picture');
    this.self.muted = true;
    this.portrait = h('div', { class: 'stage-portrait' }, avatar(userId, name, { size: 'xl' }), this.line, this.hint, this.actions);
    this.selfOff = h('div', { class: 'self-off' }, avatar(session.ringway.userId ?? '', session.ownName));
    this.selfBox = h('div', { class: 'self-view' }, this.self, this.selfOff, h('span', { class: 'stage-label' }, 'You'));
    this.problem = this.#problemBox();
    this.element = h('div', { class: 'stage' }, this.remote, this.waiting, this.portrait, this.selfBox, this.label, this.problem);
  }

  #problemBox() {
    const dismiss = h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Dismiss', on: { click: () => this.session.media.warn('') } },
      icon('close'),
    );
    return h(
      'div',
      { class: 'notice-box call-problem', role: 'status', data: { testid: 'call-problem' } },
      icon('alert'),
      this.#problemText,
      this.another,
      dismiss,
    );
  }

  render() {
    const { session } = this;
    this.problem.hidden = session.media.problem === '' || session.over;
    this.another.hidden = session.media.lost.size === 0;
    setText(this.#problemText, session.media.problem);
    this.#renderRemote();
    this.#renderSelf();
  }

  #renderRemote() {
    const { session } = this;
    const seen = session.remoteVideo && !session.over;
    show(this.remote, session.remoteStream);
    this.remote.hidden = !seen;
    this.waiting.hidden = !seen || session.phase !== 'reconnecting';
    this.remote.dataset.screen = String(session.remoteDevices?.screen ?? false);
    this.portrait.hidden = seen;
    this.portrait.dataset.ringing = String(session.phase === 'ringing');
    if (!session.over) {
      setText(this.line, session.peer.name);
      setText(this.hint, hintOf(session));
    }
    this.#renderLabel(seen);
  }

  /** @param {boolean} seen whether there is a picture to name */
  #renderLabel(seen) {
    const { session } = this;
    const { name } = session.peer;
    const muted = session.remoteDevices?.mic === false && session.phase === 'connected';
    const words = muted ? `${name} is muted` : name;
    this.label.hidden = session.over || !(seen || muted);
    if (this.label.textContent !== words) this.label.replaceChildren(...(muted ? [icon('mic-off')] : []), h('span', {}, words));
  }

  #renderSelf() {
    const { camera, screen, stream } = this.session.media;
    const on = camera || screen;
    show(this.self, stream);
    this.self.hidden = !on;
    this.selfOff.hidden = on;
    this.selfBox.hidden = this.session.over;
    this.selfBox.dataset.mirror = String(!screen);
  }

  /** @param {string} line @param {string} hint @param {HTMLElement[]} actions */
  showEnd(line, hint, actions) {
    setText(this.line, line);
    setText(this.hint, hint);
    this.actions.replaceChildren(...actions);
    this.actions.hidden = false;
  }

  close() {
    this.remote.srcObject = null;
    this.self.srcObject = null;
  }
}

/** @param {string} look @param {string} testid */
function video(look, testid) {
  return h('video', { class: look, autoplay: true, playsinline: true, data: { testid } });
}

/** @param {HTMLVideoElement} element @param {MediaStream|null} stream */
function show(element, stream) {
  if (element.srcObject !== stream) element.srcObject = stream;
}

/** @param {CallSession} session */
function hintOf(session) {
  if (session.phase === 'connected') return noPicture(session);
  if (session.phase === 'ringing' && session.waiting) return waitingWords(session.peer.name);
  return callWords(session.phase, session.path, session.connectedAt !== null);
}

/** @param {CallSession} session */
function noPicture(session) {
  return session.remoteDevices?.camera === false ? 'The camera is off' : '';
}
