export { fullJitter } from './backoff.js';
export { RingwayError } from './errors.js';
export { Ringway } from './skapi-shape.js';
