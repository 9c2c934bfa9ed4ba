/**
 * Choosing camera, microphone and speaker, with a look and a level to see that they work.
 *
 * Test ids: devices, device-videoinput, device-audioinput, device-audiooutput.
 */
import { attribute, h, icon, setText } from './dom.js';
import { openMedia, prefer, preferences } from './media.js';
import { mediaErrorWords } from './words.js';

/** @import { Kind, Preferences } from './media.js' */

const KINDS = /** @type {const} */ ([
  ['videoinput', 'Camera'],
  ['audioinput', 'Microphone'],
  ['audiooutput', 'Speaker'],
]);

/** Whether a page can choose where sound comes out. */
const CAN_CHOOSE_SPEAKER = 'setSinkId' in HTMLMediaElement.prototype;

export class DeviceDialog {
  /** @type {MediaStreamTrack[]} */
  #tracks = [];
  #stopMeter = () => {};

  /** @param {{chosen: (kind: keyof Preferences, deviceId: string) => void}} on */
  constructor(on) {
    this.on = on;
    this.video = h('video', { muted: true, playsinline: true, autoplay: true, 'aria-label': 'Your camera' });
    this.video.muted = true;
    this.note = h('p', {});
    this.preview = h('div', { class: 'device-preview' }, this.video, this.note);
    this.level = h('div', { class: 'meter-fill' });
    this.fields = h('div', { class: 'dialog-body' });
    this.dialog = h(
      'dialog',
      { class: 'dialog', 'aria-labelledby': 'devices-title', data: { testid: 'devices' } },
      h(
        'div',
        { class: 'dialog-head' },
        h('h2', { id: 'devices-title' }, 'Camera and sound'),
        h(
          'button',
          { class: 'icon-button', type: 'button', 'aria-label': 'Close', on: { click: () => this.dialog.close() } },
          icon('close'),
        ),
      ),
      this.fields,
    );
    this.dialog.addEventListener('close', () => this.#stop());
    this.dialog.addEventListener('click', (event) => event.target === this.dialog && this.dialog.close());
    navigator.mediaDevices?.addEventListener?.('devicechange', () => this.dialog.open && this.#list());
    document.body.append(this.dialog);
  }

  /** @param {{preview: boolean}} options a look at the camera is left out where a call shows it already */
  async open({ preview }) {
    this.showsPreview = preview;
    this.fields.replaceChildren(h('p', { class: 'field-hint' }, 'Looking for devices…'));
    this.dialog.showModal();
    const problem = await this.#start({ audio: true, video: preview });
    if (!this.dialog.open) return this.#stop();
    setText(this.note, problem);
    await this.#list();
  }

  /** @param {Record<Kind, boolean>} wanted @returns {Promise<string>} what keeps the camera from being seen */
  async #start(wanted) {
    this.#stop();
    const { tracks, problems } = await openMedia(wanted);
    this.#tracks = tracks;
    this.video.srcObject = new MediaStream(tracks.filter((track) => track.kind === 'video'));
    this.#stopMeter = meter(
      tracks.find((track) => track.kind === 'audio'),
      this.level,
    );
    return problems.video ? mediaErrorWords('video', problems.video) : '';
  }

  #stop() {
    this.#stopMeter();
    this.#stopMeter = () => {};
    this.#tracks.forEach((track) => track.stop());
    this.#tracks = [];
    this.video.srcObject = null;
  }

  async #list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const rows = KINDS.filter(([kind]) => kind !== 'audiooutput' || CAN_CHOOSE_SPEAKER).map(([kind, label]) =>
      this.#field(
        kind,
        label,
        devices.filter((device) => device.kind === kind),
      ),
    );
    const hint = h('p', { class: 'field-hint' }, 'The choice is kept for the next call from this browser.');
    this.fields.replaceChildren(...(this.showsPreview ? [this.preview] : []), ...rows, hint);
  }

  /**
   * @param {keyof Preferences} kind
   * @param {string} label
   * @param {MediaDeviceInfo[]} devices
   */
  #field(kind, label, devices) {
    const id = `device-${kind}`;
    const chosen = preferences()[kind];
    const options = devices.map((device, i) =>
      h('option', { value: device.deviceId, selected: device.deviceId === chosen }, device.label || `${label} ${i + 1}`),
    );
    const none = h('option', { value: '' }, `No ${label.toLowerCase()} found`);
    const select = h(
      'select',
      { class: 'select', id, data: { testid: id }, on: { change: () => this.#choose(kind, select.value) } },
      ...(options.length ? options : [none]),
    );
    attribute(select, 'disabled', options.length === 0);
    const field = h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), select);
    if (kind === 'audioinput') field.append(h('div', { class: 'meter', 'aria-hidden': 'true' }, this.level));
    return field;
  }

  /** @param {keyof Preferences} kind @param {string} deviceId */
  async #choose(kind, deviceId) {
    prefer(kind, deviceId);
    this.on.chosen(kind, deviceId);
    if (kind === 'audiooutput') return;
    setText(this.note, await this.#start({ audio: true, video: Boolean(this.showsPreview) }));
  }
}

/**
 * Shows how loud a microphone is, on a bar.
 *
 * @param {MediaStreamTrack|undefined} track
 * @param {HTMLElement} bar
 * @returns {() => void} ends it
 */
function meter(track, bar) {
  bar.style.setProperty('--level', '0');
  if (!track) return () => {};
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = 0;
  const draw = () => {
    analyser.getFloatTimeDomainData(samples);
    bar.style.setProperty('--level', loudness(samples).toFixed(3));
    frame = requestAnimationFrame(draw);
  };
  draw();
  return () => {
    cancelAnimationFrame(frame);
    context.close();
  };
}

/** From -60 dB (0) to full scale (1). @param {Float32Array} samples */
function loudness(samples) {
  const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
  return Math.min(1, Math.max(0, 1 + (10 * Math.log10(power + 1e-9)) / 60));
}
