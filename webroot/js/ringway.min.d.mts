/** The types of `ringway.min.mjs`: those of the modules that it was made of. */
export * from './ringway.js';
