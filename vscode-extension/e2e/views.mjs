// What the extension's own views show: the list of findings, the scorecard.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFile, runCommand, until } from './ui.mjs';

const ROWS = '.part.sidebar .pane-body .monaco-list-row';

/** Where a workbench in a browser keeps which editors are open: databases, one for each workspace, and the key in them. */
const STATE = { databases: 'vscode-web-state-db-', store: 'ItemTable', key: 'memento/workbench.parts.editor' };

const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', contrast: 'Default High Contrast' };

const rows = (page) => page.$$eval(ROWS, (found) => found.map((row) => row.textContent));

/** Waits for a group whose name matches, and for the end of those of the grouping before. */
const untilGroups = (page, wanted, unwanted) =>
  until(page, `groups like ${wanted}`, async () => {
    const found = await rows(page);
    return found.some((row) => wanted.test(row)) && !found.some((row) => unwanted.test(row));
  });

/** The document of the scorecard among those of the page. */
async function scorecard(page) {
  for (const frame of page.frames()) {
    const heading = await frame.$('main#main').catch(() => null);
    if (heading) return frame;
  }
  return undefined;
}

/**
 * What the workbench has written down of the editors that are open. It writes every few seconds, and not when the page
 * goes: what was opened since is not there after a reload.
 */
const writtenDown = (page) =>
  page.evaluate(async ({ databases, store, key }) => {
    const result = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let found = '';
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith(databases)) continue;
      const database = await result(indexedDB.open(name));
      if (database.objectStoreNames.contains(store)) found += await result(database.transaction(store).objectStore(store).get(key));
      database.close();
    }
    return found;
  }, STATE);

/** Pictures in each theme, for whoever wants to look at them. */
async function picture(page, workspace, name) {
  if (!page.pictures) return;
  mkdirSync(page.pictures, { recursive: true });
  for (const [theme, title] of Object.entries(THEMES)) {
    await choose(page, workspace, title);
    await page.screenshot({ path: join(page.pictures, `${name}-${theme}.png`) });
  }
}

/** Has the workspace shown in a theme. */
async function choose(page, workspace, title) {
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  writeFileSync(join(workspace, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': title }));
  await page.waitForTimeout(1_500);
}

export const viewTests = [
  {
    name: 'UI: the view lists the findings of the open file by team',
    async run(page, workspace) {
      await runCommand(page, 'Notifications: Clear All Notifications');
      await openFile(page, 'issuer.yaml');
      await page.click('.activitybar .action-item a[aria-label*="Bartizan"]', { force: true });
      await until(page, 'groups', async () => (await rows(page)).some((row) => /\d+ (critical|high)/.test(row)));
      await page.click(ROWS);
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await until(page, 'a finding in the first group', async () => (await rows(page)).some((row) => /K8S-\d+ kubernetes\/issuer\.yaml:\d+/.test(row)));
      await picture(page, workspace, 'findings');
    },
  },
  {
    name: 'UI: the view regroups by policy, file and level',
    async run(page) {
      await runCommand(page, 'Bartizan: Group Findings by Policy');
      await untilGroups(page, /^K8S-003 /, /^Level |kubernetes\/issuer\.yaml:\d+/);
      await runCommand(page, 'Bartizan: Group Findings by File');
      await untilGroups(page, /^issuer\.yaml|kubernetes\/issuer\.yaml/, /^K8S-003 /);
      await runCommand(page, 'Bartizan: Group Findings by Level');
      await untilGroups(page, /^Level 1/, /^K8S-003 /);
    },
  },
  {
    name: 'UI: a click on a finding goes to its place',
    async run(page) {
      await runCommand(page, 'Bartizan: Group Findings by Policy');
      await untilGroups(page, /^K8S-003 /, /^Level /);
      await (await page.$(`${ROWS}[aria-label*="K8S-003"]`)).click();
      await page.keyboard.press('ArrowRight');
      await until(page, 'the finding', async () => (await rows(page)).some((row) => /issuer\.yaml:25/.test(row)));
      await (await page.$(`${ROWS}[aria-label*="issuer.yaml:25"]`)).click();
      await until(page, 'the place', () => page.$('.statusbar-item [aria-label*="Ln 25"]'));
    },
  },
  {
    name: 'UI: the scorecard is rendered in the colours of the editor',
    async run(page, workspace) {
      await runCommand(page, 'Bartizan: Show Scorecard');
      await until(page, 'the scorecard', async () => {
        const frame = await scorecard(page);
        return frame !== undefined && (await frame.$('h2#next-name').catch(() => null)) !== null;
      });
      await choose(page, workspace, THEMES.dark);
      const frame = await scorecard(page);
      await until(page, 'the dark', () => frame.$('body.vscode-dark'));
      const [own, editor] = await frame.evaluate(() => {
        const probe = document.createElement('i');
        probe.style.color = 'var(--vscode-editor-background)';
        document.body.append(probe);
        const colours = [getComputedStyle(document.body).backgroundColor, getComputedStyle(probe).color];
        probe.remove();
        return colours;
      });
      if (own !== editor) throw new Error(`the page is ${own}, the editor ${editor}`);
      await picture(page, workspace, 'scorecard');
    },
  },
  {
    name: 'UI: the scorecard is there again after a reload',
    async run(page) {
      await until(page, 'the open scorecard to be written down', async () => (await writtenDown(page)).includes('bartizan.scorecard'));
      await page.reload();
      await page.waitForSelector('.monaco-workbench .part.statusbar');
      await until(page, 'the scorecard, restored', async () => (await scorecard(page)) !== undefined);
    },
  },
  {
    name: 'UI: the walkthrough opens',
    async run(page, workspace) {
      await runCommand(page, 'Bartizan: Get Started');
      await until(page, 'its steps', () => page.$('.gettingStartedContainer :text("Look at the whole project")'));
      await picture(page, workspace, 'walkthrough');
    },
  },
];
