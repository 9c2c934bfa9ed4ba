/**
 * A service worker that shows what Ringway pushes: messages, rings, and that a ring is over. Serve it from the app's own
 * origin, as it is or with words of the app's own; or `importScripts` it from a worker that does more.
 *
 * Its page is told of a click with `{ringway: 'push', notice}`; where there is no page, one is opened: `/`, or what `data.url` of
 * a message says, within the origin.
 */
const words = {
  incoming: (caller) => [`${caller} is calling`, 'Tap to answer'],
  missed: (caller) => ['Missed call', `${caller} called`],
  over: (caller, reason) => [reason === 'answered' ? 'Answered on another device' : 'Call ended', `${caller} called`],
};

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data ?? {}));
});

function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

async function show(notice) {
  switch (notice.type) {
    case 'ring':
      return ring(notice);
    case 'ring_over':
      return over(notice);
    default:
      return self.registration.showNotification(String(notice.title ?? 'New message'), {
        body: String(notice.body ?? ''),
        data: notice,
      });
  }
}

/** A ring that comes after its time is a missed call already; browsers want something shown for every push. */
function ring(notice) {
  if (notice.until <= Date.now()) return missed(notice);
  const [title, body] = words.incoming(notice.caller);
  return self.registration.showNotification(title, { body, tag: tag(notice), requireInteraction: true, data: notice });
}

/**
 * In the place of the ring, without a sound: Safari takes the permission from who is pushed to and shows nothing. Where the user
 * looks at the app, that shows it, and nothing has to be left.
 */
async function over(notice) {
  if (notice.missed) return missed(notice);
  const [title, body] = words.over(notice.caller, notice.reason);
  await self.registration.showNotification(title, { body, tag: tag(notice), silent: true, data: notice });
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!pages.some((page) => page.visibilityState === 'visible')) return;
  const shown = await self.registration.getNotifications({ tag: tag(notice) });
  shown.forEach((notification) => notification.close());
}

function missed(notice) {
  const [title, body] = words.missed(notice.caller);
  return self.registration.showNotification(title, { body, tag: tag(notice), data: notice });
}

/** What has the same tag takes the place of what is shown. */
function tag({ call_id }) {
  return `ringway-call-${call_id}`;
}

async function open(notice) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages[0];
  if (!page) return self.clients.openWindow(target(notice));
  page.postMessage({ ringway: 'push', notice });
  return page.focus();
}

/** What is pushed may be another user's words: it opens no page of another origin. */
function target({ data }) {
  try {
    const url = new URL(data?.url ?? '/', self.location.origin);
    return url.origin === self.location.origin ? url.href : '/';
  } catch {
    return '/';
  }
}
