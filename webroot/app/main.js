/**
 * The demo page: asks for a name, then opens the lobby.
 *
 * Address: `?gateway=http://localhost:8081` uses another node than the one that served the page, `#group=design` joins that
 * group first. Test ids are listed at the top of each view's module.
 */
import { gatewayInAddress } from './address.js';
import { find, loadIcons } from './dom.js';
import { newIdentity, storedIdentity } from './identity.js';
import { Page } from './page.js';
import { askName } from './welcome.js';

find('.skip-link', HTMLAnchorElement).addEventListener('click', (event) => {
  // The address's fragment names the group, so the link must not change it.
  event.preventDefault();
  find('#conversation', HTMLElement).focus();
});
const root = find('#app', HTMLElement);
await loadIcons();
const me = (await storedIdentity()) ?? (await newIdentity(await askName(root)));
await new Page(root, me, gatewayInAddress()).connect();
