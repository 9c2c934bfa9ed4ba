/**
 * The controls of a call.
 *
 * Test ids: mic, camera, screen, call-chat, call-devices, hangup. Keys: M microphone, V camera, S screen, C chat.
 */
import { Control } from './call-control.js';
import { h } from './dom.js';

/** @import { CallSession } from './call.js' */

export class CallBar {
  /** @param {CallSession} session @param {{chat: () => void, devices: () => void}} on */
  constructor(session, on) {
    this.session = session;
    this.mic = new Control('mic', 'M', () => session.media.toggleMic());
    this.camera = new Control('camera', 'V', () => session.media.toggleCamera());
    this.screen = new Control('screen', 'S', () => session.media.toggleScreen());
    this.chat = new Control('call-chat', 'C', on.chat);
    this.devices = new Control('call-devices', '', on.devices);
    this.hangup = new Control('hangup', '', () => session.hangup());
    this.all = [this.mic, this.camera, this.screen, this.chat, this.devices, this.hangup];
    this.hangup.element.classList.add('control-end');
    this.hangup.show({ glyph: 'phone-down', label: 'Hang up' });
    this.devices.show({ glyph: 'settings', label: 'Devices' });
    const elements = this.all.map((control) => control.element);
    this.element = h('div', { class: 'call-bar', role: 'group', 'aria-label': 'Call controls' }, ...elements);
  }

  /** @param {boolean} chatOpen @param {number} unread */
  render(chatOpen, unread) {
    const { mic, camera, screen, canShareScreen } = this.session.media;
    this.element.hidden = this.session.over;
    this.mic.show({ glyph: mic ? 'mic' : 'mic-off', label: mic ? 'Mute' : 'Unmute', off: !mic });
    this.camera.show({
      glyph: camera ? 'camera' : 'camera-off',
      label: camera ? 'Stop video' : 'Start video',
      off: !camera,
    });
    this.screen.show({
      glyph: screen ? 'screen-off' : 'screen',
      label: screen ? 'Stop sharing' : 'Share',
      active: screen,
      disabled: !canShareScreen,
    });
    this.chat.show({ glyph: 'chat', label: 'Chat', active: chatOpen, badge: unread });
  }

  /** @param {string} key what was pressed @returns {boolean} whether it meant a control */
  press(key) {
    const control = this.all.find((one) => one.key && one.key === key.toUpperCase());
    control?.press();
    return control !== undefined;
  }
}
