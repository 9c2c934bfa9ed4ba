/** The types of `ringway-room.min.mjs`: those of the modules that it was made of. */
export * from './room.js';
