// Opens the workbench of a running code-server in Chromium.
import { readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IN_HOST = join(dirname(fileURLToPath(import.meta.url)), 'in-host');
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** Starts the browser that `install` found. */
export async function launch({ folder, chromium }) {
  const playwright = createRequire(join(folder, 'package.json'))('playwright-core');
  return playwright.chromium.launch({ executablePath: chromium, headless: true, args: FLAGS });
}

/** Opens `workspace` and waits for the workbench. */
export async function openWorkbench(browser, port, workspace) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
  return page;
}

/**
 * Runs in-host/ inside the extension host: the workbench is told, in the configuration that its page carries, that an
 * extension under development brings tests.
 * @returns the results that the tests wrote to `results`.
 */
export async function runInHost(browser, port, workspace, results, limitMs) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const log = [];
  await page.exposeFunction('codeAutomationLog', (type, args) => log.push(`${type}: ${args}`));
  await page.exposeFunction('codeAutomationExit', finish);
  const uri = (path) => ({ scheme: 'vscode-remote', authority: `127.0.0.1:${port}`, path });
  await page.addInitScript((options) => {
    const get = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = get.call(this, name);
      if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration') return value;
      const configuration = JSON.parse(value);
      configuration.developmentOptions = { ...configuration.developmentOptions, ...options };
      return JSON.stringify(configuration);
    };
  }, { extensions: [uri(IN_HOST)], extensionTestsPath: uri(join(IN_HOST, 'index.js')) });
  await page.goto(`http://127.0.0.1:${port}/?folder=${workspace}`);
  const limit = setTimeout(() => finish('timeout'), limitMs);
  const code = await finished;
  clearTimeout(limit);
  await context.close();
  if (code !== 0 || !existsSync(results)) {
    throw new Error(`the in-host tests ended with ${code}\n${log.slice(-20).join('\n')}`);
  }
  return JSON.parse(readFileSync(results, 'utf8'));
}
