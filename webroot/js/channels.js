import { check } from './errors.js';

/** skapi-js's presets. */
/** @type {RTCDataChannelInit} */
const CHAT = { ordered: true, maxRetransmits: 10 };
const PRESETS = new Map([
  ['text-chat', CHAT],
  ['video-chat', CHAT],
  ['voice-chat', CHAT],
  ['file-transfer', { ordered: false, maxPacketLifeTime: 3000 }],
  ['gaming', { ordered: false, maxPacketLifeTime: 100 }],
]);

/**
 * The channels a call opens: a reliable one where an app asks for neither media nor channels.
 * @param {import('./ringway.js').CallOptions} options
 * @returns {{ label: string, options: RTCDataChannelInit }[]}
 */
export function channelsOf({ media, channels = media ? [] : [{ label: 'default' }] }) {
  check(channels?.every?.(Boolean), 'channels');
  const labels = new Set();
  return channels.map((wanted) => {
    const { label, ...options } = typeof wanted === 'string' ? { ...PRESETS.get(wanted), label: wanted, protocol: wanted } : wanted;
    const name = label ?? (options.protocol || 'default');
    check(!labels.has(name) && (typeof wanted !== 'string' || PRESETS.has(wanted)), `channel ${name}`);
    labels.add(name);
    return { label: name, options };
  });
}
