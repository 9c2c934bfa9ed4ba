/** What the page's address asks for. */
import { toast } from './notices.js';
import { groupName, webOrigin } from './text.js';

const FIRST_GROUP = 'lobby';

/** The origin of the gateway to use: the page's own where the address names none. */
export function gatewayInAddress() {
  const named = new URLSearchParams(location.search).get('gateway');
  if (!named) return location.origin;
  const origin = webOrigin(named);
  if (!origin) toast(`“${named}” is not the address of a gateway, such as http://localhost:8081.`);
  return origin ?? location.origin;
}

/** The group the fragment names; null where it names none. */
export function groupInAddress() {
  return new URLSearchParams(location.hash.slice(1)).get('group');
}

/** The group to join first. */
export function firstGroup() {
  const wanted = groupName(groupInAddress() ?? FIRST_GROUP);
  return 'name' in wanted ? wanted.name : FIRST_GROUP;
}

/**
 * The page's address with a group in its fragment.
 *
 * @param {string} group
 */
export function addressOf(group) {
  const url = new URL(location.href);
  url.hash = String(new URLSearchParams({ group }));
  return url.href;
}
