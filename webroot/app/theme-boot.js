// Runs before the first paint, so that no page flashes in the wrong colours. A plain script: modules come too late.
(() => {
  let choice = 'auto';
  try {
    choice = localStorage.getItem('ringway.theme') ?? 'auto';
  } catch {
    // Storage is blocked: follow the system.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
