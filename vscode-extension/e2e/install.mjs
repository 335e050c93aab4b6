// Provides what the tests in a real VS Code need: Chromium, ripgrep, code-server and playwright-core.
// Everything from npm lives in one cache folder and is reused between runs; Debian packages are
// installed only when they are missing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const CODE_SERVER = '4.100.3';
const PLAYWRIGHT = '1.65.1';

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')} failed${done.error ? `: ${done.error.message}` : ''}`);
  }
}

/** The first of `names` found on PATH, or undefined. */
function which(...names) {
  return names
    .flatMap((name) => (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

function installDebianPackages() {
  const missing = [];
  if (!which('chromium')) missing.push('chromium');
  if (!which('rg')) missing.push('ripgrep');
  if (!existsSync('/usr/share/fonts/truetype/dejavu')) missing.push('fonts-dejavu-core');
  if (missing.length === 0) return;
  if (!which('apt-get') || process.getuid?.() !== 0) {
    throw new Error(`please install: ${missing.join(' ')} (as root on Debian this is done for you)`);
  }
  console.log(`installing ${missing.join(' ')}`);
  process.env.DEBIAN_FRONTEND = 'noninteractive';
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}

function relink(target, path) {
  rmSync(path, { force: true, recursive: true });
  symlinkSync(target, path);
}

function installCodeServer(folder) {
  const npm = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name": "bartizan-e2e", "private": true}\n');
  run('npm', [...npm, `code-server@${CODE_SERVER}`, `playwright-core@${PLAYWRIGHT}`], folder);

  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  run('npm', [...npm, '--omit=dev'], vscode);
  run('npm', [...npm, '--omit=dev'], join(vscode, 'extensions'));

  // Install scripts are not run (one downloads, one compiles), so what they would have done and
  // this use of code-server needs is done here.
  const argon2 = 'const no = async () => { throw new Error("no password hashing here"); };\n'
    + 'module.exports = { hash: no, verify: no, needsRehash: () => false, argon2id: 2 };\n';
  writeFileSync(join(folder, 'node_modules/argon2/argon2.js'), argon2);
  relink('node_modules', join(vscode, 'node_modules.asar'));
  relink('code-linux.sh', join(vscode, 'bin/remote-cli/code-server'));
  relink('browser-linux.sh', join(vscode, 'bin/helpers/browser.sh'));
  const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  mkdirSync(ripgrep, { recursive: true });
  relink(which('rg'), join(ripgrep, 'rg'));
}

/**
 * Installs what is missing.
 * @returns {{folder: string, entry: string, chromium: string}} the folder whose `node_modules`
 *   holds playwright-core, the script that starts code-server, and the browser.
 */
export function install() {
  const cache = process.env.BARTIZAN_E2E_CACHE || join(homedir(), '.cache/bartizan-e2e');
  const folder = join(cache, `code-server-${CODE_SERVER}`);
  const stamp = join(folder, '.installed');
  const wanted = `code-server ${CODE_SERVER}, playwright-core ${PLAYWRIGHT}\n`;

  installDebianPackages();
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    console.log(`installing code-server and playwright-core in ${folder}`);
    rmSync(folder, { force: true, recursive: true });
    installCodeServer(folder);
    writeFileSync(stamp, wanted);
  }
  return {
    folder,
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
    chromium: which('chromium'),
  };
}
