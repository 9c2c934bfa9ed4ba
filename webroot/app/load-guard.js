// Runs before the modules. A page of which not all modules arrive (the node went, the connection broke) would stay blank:
// it says so, and is loaded again. A plain script that needs nothing but itself.
(() => {
  /** So long that a node can come back, in milliseconds, and not the same for everybody who was cut off with this page. */
  const wait = 2_000 + Math.random() * 2_000;
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

  // An element's error does not bubble, and is heard on the way down.
  addEventListener(
    'error',
    (event) => {
      if (failed || !(event.target instanceof HTMLScriptElement)) return;
      failed = true;
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', tell);
      else tell();
    },
    true,
  );
})();
