import { readFileSync } from 'node:fs';

/** The frames of the vectors that tell this event. */
export function vectorsOf(event) {
  const { vectors } = JSON.parse(readFileSync(new URL('../../spec/vectors/events.json', import.meta.url), 'utf8'));
  return vectors.filter(({ means }) => means.event === event).map(({ text }) => JSON.parse(text));
}
