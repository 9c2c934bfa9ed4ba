import { test } from 'node:test';
import { decode } from '../js/frames.js';
import { calls } from './support/sees/calls.js';
import { connection } from './support/sees/connection.js';
import { groups } from './support/sees/groups.js';
import { vectors, wire } from './support/vectors.js';

/** What an app sees of each event. */
const sees = { ...connection, ...groups, ...calls };

for (const vector of vectors('events')) {
  test(`sees: ${vector.name}`, async () => {
    await sees[vector.means.event](vector.means, decode(wire(vector)));
  });
}
