export { fullJitter } from './backoff.js';
export { Ringway } from './client.js';
export { RingwayError } from './errors.js';
