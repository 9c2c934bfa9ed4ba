// Compiled, never run: what ringway.d.ts declares is what the modules are.
import * as declared from '../../js/ringway.js';
import * as backoff from '../../js/backoff.js';
import * as client from '../../js/client.js';
import * as errors from '../../js/errors.js';

export const ringway: typeof declared.Ringway = client.Ringway;
export const error: typeof declared.RingwayError = errors.RingwayError;
export const jitter: typeof declared.fullJitter = backoff.fullJitter;
