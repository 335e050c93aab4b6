// Tests of the packaged extension in a real VS Code (code-server in Chromium): what a person sees in the workbench, and
// what the extension host's API says. The same tests must fail where the extension is not installed.
//
// BARTIZAN_E2E_VSIX   a package made already; else one is made
// BARTIZAN_E2E_CACHE  folder for code-server and playwright-core
// BARTIZAN_E2E_KEEP   keep the folder of the run
// BARTIZAN_E2E_ONLY   an expression for names: only tests that match are run
// BARTIZAN_E2E_PICTURES  folder for pictures of the views in the light, in the dark and in high contrast
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCodeServer } from './code-server.mjs';
import { install } from './install.mjs';
import { runUi } from './ui.mjs';
import { launch, openWorkbench, runInHost } from './workbench.mjs';

const extension = join(dirname(fileURLToPath(import.meta.url)), '..');
const examples = join(extension, '../examples');

const pictures = process.env.BARTIZAN_E2E_PICTURES && resolve(process.env.BARTIZAN_E2E_PICTURES);

/** A policy that would find something in every Deployment. */
const OWN_POLICY = `# METADATA
# title: Own
# custom:
#   id: ACME-001
#   severity: high
#   confidence: high
#   platform: kubernetes
#   kinds: [apps/Deployment]
#   scope: resource
package own

deny contains {"message": "own", "path": []}
`;

const WAIT_MS = 60_000;
/** Where nothing is to come, nothing is to be waited for; findings take about a second. */
const CONTROL_WAIT_MS = 4_000;
const IN_HOST_LIMIT_MS = 300_000;

function packageExtension() {
  if (process.env.BARTIZAN_E2E_VSIX) return resolve(process.env.BARTIZAN_E2E_VSIX);
  const done = spawnSync(process.execPath, ['scripts/package.mjs'], { cwd: extension, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('packaging failed');
  return join(extension, 'bartizan-linux-x64.vsix');
}

/** All tests, or the control's, with a code-server of their own. */
async function session(tools, browser, folder, vsix, control) {
  const limitMs = control ? CONTROL_WAIT_MS : WAIT_MS;
  const results = join(folder, 'results.json');
  const workspaces = ['ui', 'host'].map((name) => join(folder, name, 'platform'));
  for (const workspace of workspaces) {
    // The project's own root, so that nothing above is taken for it.
    cpSync(examples, workspace, { recursive: true });
    mkdirSync(join(workspace, '.git'));
  }
  const server = await startCodeServer({
    entry: tools.entry,
    folder,
    vsix,
    env: environment(results, limitMs, 'all', control),
    trusted: true,
  });
  try {
    const page = await openWorkbench(browser, server.port, workspaces[0]);
    const seen = await runUi(page, workspaces[0], { control, limitMs, screenshot: (index) => join(folder, `ui-${index}.png`), pictures });
    await page.context().close();
    return [...seen, ...(await runInHost(browser, server.port, workspaces[1], results, IN_HOST_LIMIT_MS))];
  } finally {
    server.stop();
  }
}

const environment = (results, limitMs, suite, control) => ({
  BARTIZAN_E2E_RESULTS: results,
  BARTIZAN_E2E_TIMEOUT: String(limitMs),
  BARTIZAN_E2E_SUITE: suite,
  BARTIZAN_E2E_CONTROL: control ? '1' : '0',
});

/** Tests in a workspace that nobody trusts, which brings a binary and policies of its own. */
async function restrictedSession(tools, browser, folder, vsix) {
  const results = join(folder, 'results.json');
  const workspace = join(folder, 'platform');
  const brought = {
    'bartizan.toml': 'policies = ["policies"]\n',
    'policies/own.rego': OWN_POLICY,
    'policies/own_test.rego': 'package own_test\n\ntest_own if true\n',
    'server.sh': `#!/bin/sh\ntouch ${join(workspace, 'started')}\n`,
    '.vscode/settings.json': JSON.stringify({ 'bartizan.path': join(workspace, 'server.sh') }),
  };
  cpSync(examples, workspace, { recursive: true });
  for (const [name, text] of Object.entries(brought)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), text, { mode: 0o755 });
  }
  const env = environment(results, WAIT_MS, 'restricted', false);
  const server = await startCodeServer({ entry: tools.entry, folder, vsix, env, trusted: false });
  try {
    return await runInHost(browser, server.port, workspace, results, IN_HOST_LIMIT_MS);
  } finally {
    server.stop();
  }
}

/** The tests of the control are turned round: each must have failed, and by waiting in vain. */
function turned({ name, error, ms }) {
  const inVain = error !== null && error.includes('in vain');
  const problem = error === null ? 'it passes without the extension' : `it fails without the extension, but for another reason: ${error}`;
  return { name: `without the extension, this fails: ${name}`, error: inVain ? null : problem, ms };
}

/**
 * What `run` reports of a session in a folder of its own. Where something failed the whole session is run once more, and
 * counts: a real editor on a busy machine now and then swallows a key. What failed first is told all the same.
 */
async function withSecondTry(folder, run) {
  const failures = (results) => results.filter(({ error }) => error !== null);
  const first = await run(folder).catch((error) => [{ name: 'the session', error: String(error), ms: 0 }]);
  if (failures(first).length === 0) return first;
  const told = failures(first).map(({ name, error, ms }) => line('AGAIN', { name, error, ms }));
  console.log([`in ${folder}, and now once more:`, ...told].join('\n'));
  return run(`${folder}-again`);
}

const line = (mark, { name, error, ms }) =>
  `${mark} ${name} (${ms} ms)${error === null ? '' : `\n     ${error.replaceAll('\n', '\n     ')}`}`;

async function main() {
  const tools = install();
  const vsix = packageExtension();
  const start = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'bartizan-e2e-'));
  const browser = await launch(tools);
  let failed = 0;
  let passed = 0;
  const report = (results) => {
    for (const result of results) {
      console.log(line(result.error === null ? 'ok  ' : 'FAIL', result));
      if (result.error === null) passed += 1;
      else failed += 1;
    }
  };
  const installed = (own) => session(tools, browser, own, vsix, false);
  const absent = async (own) => (await session(tools, browser, own, undefined, true)).map(turned);
  const restricted = (own) => restrictedSession(tools, browser, own, vsix);
  try {
    const both = [withSecondTry(join(folder, 'installed'), installed), withSecondTry(join(folder, 'absent'), absent)];
    report((await Promise.all(both)).flat());
    report(await withSecondTry(join(folder, 'restricted'), restricted));
  } finally {
    await browser.close();
    if (failed > 0 || process.env.BARTIZAN_E2E_KEEP) console.log(`screenshots and logs: ${folder}`);
    else rmSync(folder, { force: true, recursive: true });
  }
  console.log(`${((Date.now() - start) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main().catch((error) => {
  console.error(error);
  return 1;
});
