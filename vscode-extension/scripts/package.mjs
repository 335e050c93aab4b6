// Makes bartizan-TARGET.vsix: the bundled extension with the binary of one platform in server/.
//
//   node scripts/package.mjs [--target TARGET] [--binary FILE]
//
// TARGET is one of TARGETS, by default this machine's; FILE is a binary that is built already (also BARTIZAN_BINARY). Without
// one the release binary is built, for this machine only.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { platformOf, TARGETS } from './platform.mjs';

const extension = join(dirname(fileURLToPath(import.meta.url)), '..');
const workspace = join(extension, '..');
const own = `${process.platform}-${process.arch}`;

function run(command, args, options) {
  const done = spawnSync(command, args, { cwd: extension, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
  return done.stdout;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

/** Builds the release binary and returns its path, wherever cargo is told to build. */
function buildBinary() {
  run('cargo', ['build', '--release', '--locked', '--package', 'bartizan'], { cwd: workspace });
  const metadata = run('cargo', ['metadata', '--format-version', '1', '--no-deps', '--locked'], {
    cwd: workspace,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return join(JSON.parse(metadata).target_directory, 'release', process.platform === 'win32' ? 'bartizan.exe' : 'bartizan');
}

/** The binary to pack; one of another platform would be installed and never start. */
function binaryFor(target, given) {
  if (!given && target !== own) fail(`a binary for ${target} has to be given: --binary FILE`);
  const binary = given ? resolve(given) : buildBinary();
  const platform = platformOf(readFileSync(binary));
  if (platform !== target) fail(`${binary} is for ${platform ?? 'no platform that is known'}, not for ${target}`);
  return binary;
}

const { values } = parseArgs({ options: { target: { type: 'string' }, binary: { type: 'string' } } });
const target = values.target ?? own;
if (!TARGETS.includes(target)) fail(`${target} is none of ${TARGETS.join(', ')}`);
const binary = binaryFor(target, values.binary ?? process.env.BARTIZAN_BINARY);

const server = join(extension, 'server');
const packed = join(server, target.startsWith('win32') ? 'bartizan.exe' : 'bartizan');
rmSync(server, { force: true, recursive: true });
mkdirSync(server);
copyFileSync(binary, packed);
chmodSync(packed, 0o755);

const schemas = join(extension, 'schemas');
const docs = join(workspace, 'docs');
rmSync(schemas, { force: true, recursive: true });
mkdirSync(schemas);
for (const name of readdirSync(docs).filter((name) => name.endsWith('.schema.json'))) {
  copyFileSync(join(docs, name), join(schemas, name));
}

run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, [
  'node_modules/@vscode/vsce/vsce', 'package', '--target', target, '--no-dependencies',
  '--allow-missing-repository', '--out', `bartizan-${target}.vsix`,
]);
