/** Brings somebody from the door into the room, and keeps what is shown true until they leave. */
import '../../js/room.js';
import { Ringway } from '../../js/ringway.js';
import { toast, announce } from '../notices.js';
import { devToken, newIdentity, storedIdentity, TokenRefused, write } from '../identity.js';
import { displayName } from '../names.js';
import { addressOf, keyInAddress } from './address.js';
import { View } from './view.js';
import { refusalWords } from './words.js';

/**
 * @import { Room } from '../../js/room.js'
 * @import { Identity } from '../identity.js'
 * @import { Door, Guest } from './door.js'
 * @import { Studio } from './studio.js'
 */

/** How long to wait for the gateway before saying that it does not answer. */
const CONNECT_MS = 12_000;

export class Host {
  /** @type {Ringway | undefined} */
  #ringway;

  /** @param {HTMLElement} root @param {Studio} studio @param {Door} door @param {string} gateway */
  constructor(root, studio, door, gateway) {
    this.root = root;
    this.studio = studio;
    this.door = door;
    this.gateway = gateway;
  }

  /** Resolves when they are out again. @param {Guest} guest */
  async receive({ name, room: roomName }) {
    const me = await identity(name);
    history.replaceState(null, '', addressOf(roomName));
    /** @type {Room} */
    let room;
    try {
      const ringway = await this.#connected(me);
      room = ringway.room(roomName, { meta: { name } });
      this.studio.enter(room);
      await room.join();
    } catch (error) {
      this.studio.room = null;
      await this.#ringway?.close();
      this.#ringway = undefined;
      this.door.say(refusalWords(error));
      return;
    }
    await this.#inside(room, me);
  }

  /** @param {Identity} me */
  async #connected(me) {
    const key = keyInAddress();
    const ringway = new Ringway({ url: this.gateway, ...(key ? { key } : { token: async () => (await devToken(me)).token }) });
    this.#ringway = ringway;
    const inVain = new Promise((_, reject) => {
      /** @type {unknown} */
      let trouble = Object.assign(new Error('no answer'), { code: 'not_connected' });
      ringway.on('error', (error) => {
        trouble = error;
        // A gateway that gives this page no token will not change its mind.
        if (error.cause instanceof TokenRefused && error.cause.final) reject(error);
      });
      setTimeout(() => reject(trouble), CONNECT_MS);
    });
    await Promise.race([ringway.connect(), inVain]);
    return ringway;
  }

  /** @param {Room} room @param {Identity} me */
  async #inside(room, me) {
    const { studio } = this;
    const ringway = /** @type {Ringway} */ (this.#ringway);
    const offs = [
      room.on('peer-joined', (peer) => announce(`${displayName(peer.userId, peer.meta)} has come in`)),
      room.on('peer-left', (peer) => announce(`${displayName(peer.userId, peer.meta)} has left`)),
      room.on('moved', () => {
        history.replaceState(null, '', addressOf(room.name));
        toast(`You were moved to the room ${room.name}.`);
      }),
      studio.on('problem', (words) => toast(words)),
      studio.on('lost', (words) => toast(words, { label: 'Choose another', run: () => void this.door.openDevices() })),
    ];
    const view = new View(room, studio, { ...me, userId: ringway.userId ?? me.userId }, {
      leave: () => void room.leave().catch(() => {}),
      devices: () => void this.door.openDevices(),
    });
    this.root.replaceChildren(view.element);
    view.begin();
    await new Promise((resolve) => {
      offs.push(room.on('state-change', ({ to }) => to === 'left' && resolve(undefined)));
      if (room.state === 'left') resolve(undefined);
    });
    for (const off of offs) off();
    view.end();
    studio.room = null;
    const { status } = ringway;
    this.door.say(status.state === 'closed' ? refusalWords(Object.assign(new Error(status.reason), { code: status.reason })) : null);
    await ringway.close();
  }
}

/** @param {string} name @returns {Promise<Identity>} */
async function identity(name) {
  const stored = await storedIdentity();
  if (!stored) return newIdentity(name);
  write({ ...stored, name });
  return { ...stored, name };
}
