// Runs before anything else of a page is asked for. A page of which not all modules arrive (the node went, the connection
// broke) would stay blank: it says so, and is loaded again. A style sheet that does not arrive is asked for again by itself.
// A plain script that needs nothing but itself, and comes within the page, so that nothing is lost unnoticed.
(() => {
  /** So long that a node can come back, in milliseconds, and not the same for everybody who was cut off with this page. */
  const wait = 2_000 + Math.random() * 2_000;
  /** How long until a style sheet is asked for again, in milliseconds: at first, and at most where it fails again and again. */
  const [soon, late] = [250, 8_000];
  /** @type {Map<string, number>} how long it is waited for each */
  const pauses = new Map();
  let failed = false;

  const tell = () => {
    const card = document.createElement('main');
    card.className = 'not-loaded';
    card.dataset.testid = 'not-loaded';
    card.setAttribute('role', 'alert');
    const title = document.createElement('h1');
    title.textContent = 'This page did not load whole';
    const words = document.createElement('p');
    words.textContent = 'The connection broke on the way. It is tried again in a moment.';
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Try again now';
    button.addEventListener('click', () => location.reload());
    card.append(title, words, button);
    document.body.prepend(card);
    setTimeout(() => location.reload(), wait);
  };

  /** @param {HTMLLinkElement} sheet in whose place the new one comes, as what sheets say depends on their order */
  const askAgain = (sheet) => {
    const pause = pauses.get(sheet.href) ?? soon;
    pauses.set(sheet.href, Math.min(2 * pause, late));
    setTimeout(() => sheet.replaceWith(sheet.cloneNode()), pause);
  };

  const reloadSoon = () => {
    if (failed) return;
    failed = true;
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', tell);
    else tell();
  };

  // An element's error does not bubble, and is heard on the way down.
  addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLScriptElement) reloadSoon();
      else if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') askAgain(target);
    },
    true,
  );
})();
