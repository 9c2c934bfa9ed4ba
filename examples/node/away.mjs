// Mints a token for a user and says that the user is away. Needs GATEWAY and KEY; takes the user's id.
import { randomUUID } from 'node:crypto';

const { GATEWAY, KEY } = process.env;
const user = process.argv[2] ?? 'ada';
if (!GATEWAY || !KEY) {
  console.error('GATEWAY and KEY are needed, as in examples/README.md');
  process.exit(1);
}

/** Asks again where that may help: the Idempotency-Key keeps it from being done twice. */
async function post(path, body, tries = 3, key = randomUUID()) {
  const answer = await fetch(GATEWAY + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  const said = answer.status === 204 ? null : await answer.json();
  if (answer.ok) return said;
  if (!said.temporary || tries <= 1) throw new Error(`${path}: ${said.code}: ${said.message}`);
  await new Promise((resolve) => setTimeout(resolve, said.retry_after_ms ?? 500));
  return post(path, body, tries - 1, key);
}

process.on('uncaughtException', (refused) => {
  console.error(refused.cause ? `${refused.message}: ${refused.cause.message}` : refused.message);
  process.exit(1);
});

const minted = await post('/v1/tokens', { user_id: user, ttl_s: 600, groups: ['office'], meta: { name: user } });
console.log(`minted for ${user}, to be given to the user's page: ${JSON.stringify(minted)}`);
await post('/v1/presence', { group: 'office', user_id: user, event: 'joined', ttl_s: 60, meta: { name: user } });
const away = await post('/v1/presence', { group: 'office', user_id: user, event: 'away' });
console.log(`${user} is away: ${JSON.stringify(away)}`);
