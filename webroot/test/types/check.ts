// Compiled, never run: what ringway.d.ts declares is what the modules are.
import * as declared from '../../js/ringway.js';
import * as backoff from '../../js/backoff.js';
import * as errors from '../../js/errors.js';
import * as shape from '../../js/skapi-shape.js';
import type * as bundle from '../../js/ringway.min.mjs';
import type * as roomBundle from '../../js/ringway-room.min.mjs';

/** `room` is there once its own module is loaded. */
type Shim = new (...options: ConstructorParameters<typeof declared.Ringway>) => Omit<declared.Ringway, 'room'>;
export const ringway: Shim = shape.Ringway;
export const error: typeof declared.RingwayError = errors.RingwayError;
export const jitter: typeof declared.fullJitter = backoff.fullJitter;
export type Bundled = bundle.Ringway | roomBundle.Ringway | roomBundle.Room;
