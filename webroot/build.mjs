// Makes the one-file bundles. Usage: node build.mjs [OUTPUT_FOLDER]. Installs the pinned tools where they are missing.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '../gateway/target/webroot/js'));
const script = `import { Ringway, RingwayError, fullJitter } from './ringway.js';
globalThis.Ringway = Object.assign(Ringway, { Ringway, RingwayError, fullJitter });`;
// Names of the shim's own, never seen by an app, the wire or the browser: shortened in its bundles.
const internal =
  'alive|answer|asked|awayMs|begin|change|changed|changes|current|down|drop|emit|end|fail|failed|forgotten|former|found|gone|hello|' +
  'entered|expiry|interrupt|isSelf|lose|lost|matches|merge|negotiation|networkChanged|notice|number|online|opened|order|owned|page|' +
  'pause|probe|receive|repeat|refusal|rejoin|renew|renewIce|request|restart|retry|returning|ring|running|sent|snapshot|' +
  'standing|start|started|stream|take|taken|up|updatedSelf|user|visibilityChanged|welcomed|yields';
// The same for rooms, where `stream`, `start` and `hello` are an app's, the browser's and the other members'.
const internalToRooms =
  'again|begin|describe|found|frozenMs|gaveUp|greet|greetAll|isOpen|isWell|jitterMs|lost|maxBytes|meant|measure|meet|networkChanged|owned|' +
  'ownLevel|packets|reach|rebuild|receive|renewIce|reopen|repeat|restart|rttMs|troubles|yields';
/** Rooms are a bundle of their own that takes the shim from beside it: the same classes, loaded once. */
const beside = {
  name: 'shim-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\/ringway\.js$/ }, () => ({ path: './ringway.min.mjs', external: true }));
  },
};
/**
 * What the shim loads from beside it: what lists users and groups, and what tells of calls as skapi-js does, when an app first asks; what
 * reports how calls found their way, with the first call.
 */
const ofItsOwn = ['skapi-lists', 'skapi-rtc', 'call-reports'];
const loaded = {
  name: 'loaded-from-beside',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`/(${ofItsOwn.join('|')})\\.js$`) }, ({ kind, path }) => (kind === 'dynamic-import' ? { path: path.replace('.js', '.min.mjs'), external: true } : null));
  },
};
/** For a plain script tag the shim is the global that its own script has made. */
const ofGlobal = {
  name: 'shim-of-global',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/ringway\.js$/ }, () => ({ path: 'Ringway', namespace: 'global' }));
    onLoad({ filter: /.*/, namespace: 'global' }, () => ({
      contents: 'export const Ringway = globalThis.Ringway; export const { RingwayError, fullJitter } = Ringway;',
    }));
  },
};
const mangleProps = new RegExp(`^(${internal})$`);
const ofRooms = { entryPoints: [join(here, 'js/room.js')], mangleProps: new RegExp(`^(${internalToRooms})$`) };
const bundles = [
  { file: join(out, 'ringway.min.mjs'), format: 'esm', mangleProps, entryPoints: [join(here, 'js/ringway.js')], plugins: [loaded] },
  { file: join(out, 'ringway.min.js'), format: 'esm', wrapped: true, mangleProps, stdin: { contents: script, resolveDir: join(here, 'js') }, plugins: [loaded] },
  ...ofItsOwn.map((name) => ({ file: join(out, `${name}.min.mjs`), format: 'esm', entryPoints: [join(here, `js/${name}.js`)] })),
  { file: join(out, 'ringway-room.min.mjs'), format: 'esm', ...ofRooms, plugins: [beside] },
  { file: join(out, 'ringway-room.min.js'), format: 'iife', ...ofRooms, plugins: [ofGlobal] },
];

const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = readdirSync(join(here, 'js'), { recursive: true }).map((name) => join(here, 'js', name));
const newest = Math.max(...[...sources, join(here, 'package-lock.json'), fileURLToPath(import.meta.url)].map(modified));

if (bundles.some(({ file }) => modified(file) <= newest)) {
  const { esbuild, terser } = await tools();
  mkdirSync(out, { recursive: true });
  for (const { file, wrapped, ...options } of bundles) {
    const bundle = await esbuild.build({
      write: false,
      bundle: true,
      minify: true,
      target: 'es2022',
      legalComments: 'none',
      logLevel: 'warning',
      ...options,
    });
    const { text } = bundle.outputFiles[0];
    const shrunk = await terser.minify(wrapped ? asScript(text) : text, {
      module: !wrapped && options.format === 'esm',
      ecma: 2022,
      // None of these changes what the code does: gzip likes the code better so.
      compress: { passes: 3, hoist_funs: true, inline: 1, lhs_constants: false, sequences: false, unsafe_comps: true },
    });
    writeFileSync(file, shrunk.code);
    console.log(`${file}: ${gzipSync(readFileSync(file), { level: 9 }).length} bytes gzipped`);
  }
}

/**
 * Of a module that exports nothing. Its dynamic imports are from beside the script: a browser takes a script of another origin
 * for one without an address. (By esbuild's own wrapping they would bring a replacement for `require` along.)
 */
function asScript(text) {
  const beside = text.replace(/import\("([^"]+)"\)/g, 'import(new URL("$1",from))');
  return `(()=>{const from=globalThis.document?.currentScript?.src;${beside}})()`;
}

function install(options) {
  try {
    execFileSync('npm', options, { cwd: here, stdio: ['ignore', process.stderr, process.stderr] });
  } catch (failure) {
    if (failure.code !== 'ENOENT') throw failure;
    console.error('The build needs npm beside Node: install it, for example by apt-get install npm, or take Node from https://nodejs.org');
    process.exit(1);
  }
}

async function tools() {
  const require = createRequire(import.meta.url);
  const lock = JSON.parse(readFileSync(join(here, 'package-lock.json'), 'utf8')).packages;
  const isThere = (name) => {
    const manifest = join(here, 'node_modules', name, 'package.json');
    return modified(manifest) > 0 && require(manifest).version === lock[`node_modules/${name}`].version;
  };
  if (!['esbuild', 'terser'].every(isThere)) {
    const options = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    install(options);
  }
  return { esbuild: require('esbuild'), terser: require('terser') };
}
