// One code-server with folders of its own; `installed` says whether the extension is in it.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const START_MS = 30_000;

const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.hover.delay': 50,
};

/** Nobody is asked whether the workspace can be trusted, so that it is not. */
const RESTRICTED = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function healthy(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}

/**
 * Starts code-server below `folder`.
 * @param {{entry: string, folder: string, vsix: string | undefined, env: Record<string, string>, trusted: boolean}} options
 *   `trusted`: whether every workspace counts as trusted; else none does.
 * @returns {Promise<{port: number, stop: () => void}>}
 */
export async function startCodeServer({ entry, folder, vsix, env, trusted }) {
  const port = await freePort();
  const [data, extensions, config] = ['data', 'extensions', 'config.yaml'].map((name) => join(folder, name));
  mkdirSync(join(data, 'User'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(data, 'User/settings.json'), JSON.stringify({ ...SETTINGS, ...(trusted ? {} : RESTRICTED) }));
  writeFileSync(config, '');
  const args = [
    entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check',
    ...(trusted ? ['--disable-workspace-trust'] : []), '--disable-getting-started-override', '--config', config, '--user-data-dir', data,
    '--extensions-dir', extensions,
  ];
  const environment = { ...process.env, ...env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  delete environment.VSCODE_IPC_HOOK_CLI;

  if (vsix) {
    const done = spawnSync(process.execPath, [...args, '--install-extension', vsix], { env: environment, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`the extension does not install:\n${done.stdout}${done.stderr}`);
  }

  // A process group of its own: the entry process alone leaves its children behind.
  const log = openSync(join(folder, 'code-server.log'), 'w');
  const child = spawn(process.execPath, args, { env: environment, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  const end = Date.now() + START_MS;
  while (!(await healthy(port))) {
    if (Date.now() > end || child.exitCode !== null) {
      stop();
      throw new Error(`code-server does not start, see ${join(folder, 'code-server.log')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, stop };
}
