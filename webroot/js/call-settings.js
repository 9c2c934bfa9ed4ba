/**
 * What a user says about calls to him, on all of his connections. Not part of the bundle: a page that needs it imports it.
 * @param {import('./ringway.js').Ringway} ringway
 * @returns {import('./call-settings.js').CallSettings}
 */
export const callSettings = (ringway) => ({
  async onBusy(policy) {
    // JSON leaves out what is undefined.
    await ringway.ask('on_busy', { on_busy: policy ?? undefined });
  },
  async block(userId) {
    await ringway.ask('block', { user_id: userId });
  },
  async unblock(userId) {
    await ringway.ask('unblock', { user_id: userId });
  },
  async blocked() {
    return (await ringway.ask('blocked')).users;
  },
  async busyPolicy() {
    return (await ringway.ask('blocked')).on_busy ?? null;
  },
});
