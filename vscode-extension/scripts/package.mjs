// Makes bartizan-linux-x64.vsix: the bundled extension with the release binary in server/.
// BARTIZAN_BINARY names a binary that is built already.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const extension = join(dirname(fileURLToPath(import.meta.url)), '..');
const workspace = join(extension, '..');

function run(command, args, options) {
  const done = spawnSync(command, args, { cwd: extension, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) process.exit(done.status ?? 1);
  return done.stdout;
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
  return join(JSON.parse(metadata).target_directory, 'release', 'bartizan');
}

const binary = process.env.BARTIZAN_BINARY || buildBinary();
const server = join(extension, 'server');
rmSync(server, { force: true, recursive: true });
mkdirSync(server);
copyFileSync(binary, join(server, 'bartizan'));
chmodSync(join(server, 'bartizan'), 0o755);

run(process.execPath, ['scripts/build.mjs']);
run(process.execPath, [
  'node_modules/@vscode/vsce/vsce', 'package', '--target', 'linux-x64', '--no-dependencies',
  '--allow-missing-repository', '--out', 'bartizan-linux-x64.vsix',
]);
