/**
 * The call on the screen: who and how it is, the picture, the chat beside it, the controls. One element a call.
 *
 * Test ids: call (data-phase), call-peer, call-state, call-clock, call-close, call-again, call-message; and those of
 * stage.js, meanwhile.js, call-bar.js and chat.js. Esc closes the chat, or a call that is over.
 */
import { CallBar } from './call-bar.js';
import { find, h, icon, setText } from './dom.js';
import { cycleFocus, refocus } from './focus.js';
import { preferences } from './media.js';
import { Meanwhile } from './meanwhile.js';
import { needsGateway } from './reach.js';
import { Stage } from './stage.js';
import { callWords, duration, endHint, endWords } from './words.js';

/**
 * @import { CallSession } from './call.js'
 * @import { Chat } from './chat.js'
 */

/**
 * @typedef {{close: () => void, again: () => void, message: () => void, devices: () => void,
 *   back: (caller: {userId: string, name: string}) => void}} CallActions
 */

export class CallView {
  chatOpen = false;
  #unread = 0;
  #ended = false;
  #before = document.activeElement;
  #words = h('span', {});
  #quality = h('span', { class: 'call-quality' });
  #time = h('span', { class: 'call-clock', role: 'timer', data: { testid: 'call-clock' } });

  /**
   * @param {CallSession} session
   * @param {Chat} chat shows the direct conversation with the other side
   * @param {CallActions} actions
   */
  constructor(session, chat, actions) {
    this.session = session;
    this.chat = chat;
    this.actions = actions;
    this.stage = new Stage(session, actions.devices);
    this.meanwhile = new Meanwhile(actions.back);
    this.stage.portrait.append(this.meanwhile.element);
    this.bar = new CallBar(session, { chat: () => this.#openChat(!this.chatOpen), devices: actions.devices });
    this.side = this.#side();
    this.pill = h(
      'p',
      { class: 'pill call-state', role: 'status', data: { testid: 'call-state' } },
      h('span', { class: 'pill-dot' }),
      this.#words,
    );
    this.element = this.#frame();
    this.undo = [session.on('change', () => this.#render()), session.on('text', () => this.#textCame())];
    this.clock = setInterval(() => this.#tick(), 500);
    this.useSpeaker(preferences().audiooutput);
    this.#render();
  }

  #frame() {
    const { name } = this.session.peer;
    const peer = h('h2', { class: 'call-peer', data: { testid: 'call-peer' } }, name);
    return h(
      'section',
      {
        class: 'call',
        role: 'dialog',
        'aria-modal': 'true',
        'aria-label': `Call with ${name}`,
        tabindex: '-1',
        data: { testid: 'call' },
        on: { keydown: (event) => this.#key(event) },
      },
      h('div', { class: 'call-top' }, peer, this.pill, this.#quality, this.#time),
      this.stage.element,
      this.side,
      this.bar.element,
    );
  }

  #side() {
    const close = h(
      'button',
      { class: 'icon-button', type: 'button', 'aria-label': 'Close the chat', on: { click: () => this.#openChat(false) } },
      icon('close'),
    );
    const head = h('div', { class: 'pane-head' }, h('h3', {}, `Chat with ${this.session.peer.name}`), close);
    return h('aside', { class: 'call-side', 'aria-label': 'Chat', hidden: true }, head, this.chat.log, this.chat.form);
  }

  /** Puts the call on the screen, and the keyboard in it. */
  open() {
    document.body.append(this.element);
    find('#app', HTMLElement).inert = true;
    this.element.focus();
  }

  close() {
    clearInterval(this.clock);
    this.undo.forEach((undo) => undo());
    this.chat.close();
    this.stage.close();
    this.element.remove();
    find('#app', HTMLElement).inert = false;
    refocus(this.#before);
  }

  /** Somebody has called during this call, and was told that this user is busy. @param {{userId: string, name: string}} caller */
  missed(caller) {
    this.meanwhile.add(caller);
  }

  /** @param {string|undefined} deviceId */
  useSpeaker(deviceId) {
    const { remote } = this.stage;
    if (!deviceId || !('setSinkId' in remote)) return;
    remote.setSinkId(deviceId).catch(() => this.session.media.warn('That speaker could not be used.'));
  }

  #render() {
    const { session } = this;
    const { phase, rttMs, connectedAt } = session;
    this.element.dataset.phase = this.pill.dataset.phase = phase;
    setText(this.#words, callWords(phase, session.path, connectedAt !== null));
    setText(this.#quality, rttMs !== null && phase === 'connected' ? `${rttMs} ms round trip` : '');
    this.stage.render();
    this.bar.render(this.chatOpen, this.#unread);
    if (session.over) this.#renderEnd();
    this.#tick();
  }

  #renderEnd() {
    const { end, peer, connectedAt, endedAt } = this.session;
    if (!end || this.#ended) return;
    this.#ended = true;
    const took = connectedAt && endedAt ? `The call took ${duration(endedAt - connectedAt)}.` : '';
    const back = endButton('call-close', 'Back to the lobby', 'button-primary', this.actions.close);
    this.stage.showEnd(endWords(end.reason, peer.name, end.mine, connectedAt !== null), took || (end.mine ? '' : endHint(end.reason, peer.name)), [
      back,
      needsGateway(endButton('call-again', 'Call again', '', this.actions.again)),
      endButton('call-message', 'Write a message', '', this.actions.message),
    ]);
    this.#openChat(false);
    this.meanwhile.show();
    back.focus();
  }

  #tick() {
    const { connectedAt, endedAt } = this.session;
    setText(this.#time, connectedAt ? duration((endedAt ?? Date.now()) - connectedAt) : '');
  }

  /** @param {boolean} open */
  #openChat(open) {
    if (open === this.chatOpen) return;
    this.chatOpen = open;
    this.#unread = 0;
    this.side.hidden = !open;
    this.bar.render(open, 0);
    if (open) {
      this.chat.show(this.chat.room, `Message ${this.session.peer.name}`);
      this.chat.focus();
    } else if (!this.session.over) {
      this.bar.chat.element.focus();
    }
  }

  #textCame() {
    if (this.chatOpen) return;
    this.#unread++;
    this.bar.render(false, this.#unread);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Tab') return cycleFocus(this.element, event);
    if (event.key === 'Escape') {
      if (this.chatOpen) this.#openChat(false);
      else if (this.session.over) this.actions.close();
      return;
    }
    const typing = event.target instanceof HTMLTextAreaElement;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || this.session.over) return;
    if (this.bar.press(event.key)) event.preventDefault();
  }
}

/**
 * @param {string} testid
 * @param {string} label
 * @param {string} look
 * @param {() => void} click
 */
function endButton(testid, label, look, click) {
  return h('button', { class: `button ${look}`, type: 'button', data: { testid }, on: { click } }, label);
}
