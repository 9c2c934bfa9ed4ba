/** skapi-js's presets, and what it opens where an app names no channel. */
const PRESETS = new Map([
  ['text-chat', { ordered: true, maxRetransmits: 10 }],
  ['video-chat', { ordered: true, maxRetransmits: 10 }],
  ['voice-chat', { ordered: true, maxRetransmits: 10 }],
  ['file-transfer', { ordered: false, maxPacketLifeTime: 3000 }],
  ['gaming', { ordered: false, maxPacketLifeTime: 100 }],
]);

export const SKAPI_DEFAULT = { ordered: true, maxPacketLifeTime: 10, protocol: 'default' };

/**
 * The label and the options of a channel an app asked for; undefined where there is no such preset.
 * @param {import('./ringway.js').ChannelPreset | import('./ringway.js').ChannelOptions} wanted
 * @returns {{ label: string, options: RTCDataChannelInit } | undefined}
 */
export function channelOf(wanted) {
  if (typeof wanted === 'string') {
    const preset = PRESETS.get(wanted);
    return preset && { label: wanted, options: { ...preset, protocol: wanted } };
  }
  const { label, ...options } = wanted;
  return { label: label ?? (options.protocol || 'default'), options };
}
