/**
 * The room page: at the door one is asked for a name and sees oneself, then the room opens.
 *
 * Address: `/room.html#tea` is the room "tea"; `?gateway=` uses another node than the one that served the page, `?key=pk_…`
 * comes with a publishable key in place of a token. Test ids are listed at the top of each view's module.
 */
import { gatewayInAddress } from '../address.js';
import { find, loadIcons } from '../dom.js';
import { storedIdentity } from '../identity.js';
import { roomInAddress } from './address.js';
import { Door } from './door.js';
import { Host } from './host.js';
import { Studio } from './studio.js';

find('.skip-link', HTMLAnchorElement).addEventListener('click', (event) => {
  // The address's fragment names the room, so the link must not change it.
  event.preventDefault();
  find('#stage', HTMLElement).focus();
});
addEventListener('hashchange', () => location.reload());
const root = find('#app', HTMLElement);
await loadIcons();
const studio = new Studio();
const door = new Door(root, studio, { name: (await storedIdentity())?.name ?? '', room: roomInAddress() });
const host = new Host(root, studio, door, gatewayInAddress());
// For as long as somebody comes in again.
for (;;) await host.receive(await door.ask());
