/**
 * What two pages say to each other over a call's data channel: chat, and whether microphone, camera and screen are on. Other
 * clients may send plain text, which is chat. No DOM.
 */

/**
 * @typedef {{mic: boolean, camera: boolean, screen: boolean}} Devices
 * @typedef {{type: 'chat', text: string} | ({type: 'devices'} & Devices)} Talk
 */

export const CHANNEL = 'ringway-demo';

/** @param {Talk} talk */
export function encode(talk) {
  return JSON.stringify(talk);
}

/**
 * @param {unknown} data what a channel delivered
 * @returns {Talk|null} null for what is neither
 */
export function decode(data) {
  if (typeof data !== 'string') return null;
  const value = parsed(data);
  if (value?.type === 'chat' && typeof value.text === 'string') return { type: 'chat', text: value.text };
  if (value?.type === 'devices') {
    return { type: 'devices', mic: value.mic === true, camera: value.camera === true, screen: value.screen === true };
  }
  return { type: 'chat', text: data };
}

/** @param {string} data @returns {any} */
function parsed(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
