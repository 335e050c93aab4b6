// What a person sees in the workbench, read from its DOM. Each test goes on from where the one before left the page.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import shop from './chart.js';
import { viewTests } from './views.mjs';

/** Limit for what the workbench itself does. */
const WORKBENCH_MS = 60_000;
/** Limit for a quick input to open, and to list what is typed, after which it is asked again. */
const LISTED_MS = 5_000;

const QUICK_INPUT = '.quick-input-widget';
const SQUIGGLE = '.monaco-editor .squiggly-error';
const POINTER = '.monaco-editor .squiggly-info';
const ROWS = '.markers-panel .monaco-list-row';
const STATUS = '.statusbar-item';

const PRIVILEGED = 'container "issuer" runs privileged';

/** Waits for what the extension brings, as long as the run allows where no other limit is given. */
export async function until(page, what, probe, limitMs = page.limitMs) {
  const end = Date.now() + limitMs;
  while (!(await probe())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await page.waitForTimeout(50);
  }
}

/**
 * Opens the quick input by `key`. One that is still closing takes the new one away with it, and a workbench that is busy
 * may not hear the key: then it is asked again.
 */
async function openQuickInput(page, key) {
  const end = Date.now() + WORKBENCH_MS;
  for (;;) {
    await page.waitForSelector(QUICK_INPUT, { state: 'hidden' });
    await page.keyboard.press(key);
    try {
      await page.waitForSelector(`${QUICK_INPUT} input:focus`, { timeout: LISTED_MS });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await page.keyboard.press('Escape');
    }
  }
}

/**
 * Opens the quick input by `key`, types `text` and takes the row that is named so. While the workbench still lists the
 * folder anew it searches in the list it had, and does not search again: then it is asked again.
 */
async function pick(page, key, text) {
  const end = Date.now() + WORKBENCH_MS;
  for (;;) {
    await openQuickInput(page, key);
    await page.keyboard.type(text);
    try {
      await page.waitForSelector(`.quick-input-list .monaco-list-row.focused[aria-label*="${text}"]`, { timeout: LISTED_MS });
      break;
    } catch (error) {
      if (Date.now() > end) throw error;
      await page.keyboard.press('Escape');
    }
  }
  await page.keyboard.press('Enter');
  await page.waitForSelector(QUICK_INPUT, { state: 'hidden' });
}

export async function openFile(page, name) {
  await pick(page, 'Control+p', name);
  await page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
  await page.waitForSelector('.monaco-editor .view-lines .view-line');
}

/** Puts the cursor at a line and column, both from 1. */
export async function goTo(page, line, column) {
  await openQuickInput(page, 'Control+g');
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.waitForSelector(QUICK_INPUT, { state: 'hidden' });
  await page.waitForSelector(`.statusbar-item [aria-label*="Ln ${line}, Col ${column}"]`);
}

export const runCommand = (page, title) => pick(page, 'F1', title);

const statusTexts = (page) => page.$$eval(STATUS, (items) => items.map((item) => item.textContent));

const problems = (page) => page.$$eval(ROWS, (rows) => rows.map((row) => row.textContent));

/** Waits until the Problems panel shows a row with `text`, or, if not `wanted`, shows none. */
function untilProblem(page, text, wanted = true) {
  const shown = async () => (await problems(page)).some((row) => row.includes(text)) === wanted;
  return until(page, `${wanted ? 'a' : 'no'} problem "${text}"`, shown);
}

/** Waits until the page of a policy is rendered. */
function untilPage(page, id) {
  return until(page, 'the heading of the page', async () => {
    for (const frame of page.frames()) {
      const heading = await frame.$('.markdown-body h1').then((found) => found?.textContent()).catch(() => null);
      if (heading?.includes(id)) return true;
    }
    return false;
  });
}

/** The text that stands under the squiggles: what of the lines lies within their boxes. */
function underlinedText(page, squiggle = SQUIGGLE) {
  return page.$$eval(squiggle, (squiggles) => squiggles.map((squiggle) => {
    const box = squiggle.getBoundingClientRect();
    const line = [...document.querySelectorAll('.monaco-editor .view-line')].find((candidate) => {
      const { top, height } = candidate.getBoundingClientRect();
      return Math.abs(top - box.top) < height / 2;
    });
    if (!line) return { text: '', line: '' };
    let text = '';
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let index = 0; index < node.data.length; index += 1) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        const at = range.getBoundingClientRect();
        const middle = (at.left + at.right) / 2;
        if (middle > box.left && middle < box.right) text += node.data[index];
      }
    }
    return { text: text.replaceAll('\u00a0', ' '), line: line.textContent.replaceAll('\u00a0', ' ').trim() };
  }));
}

/** The tests in their order; those marked `control` must fail where the extension is not installed. */
export const uiTests = [
  {
    name: 'UI: a squiggle stands under the value that is wrong',
    control: true,
    async run(page) {
      await openFile(page, 'issuer.yaml');
      await goTo(page, 25, 25);
      await until(page, 'a squiggle under the value of privileged', async () =>
        (await underlinedText(page)).some(({ text, line }) => text === 'true' && line === 'privileged: true'));
    },
  },
  {
    name: 'UI: the Problems panel lists message, source and policy',
    control: true,
    async run(page) {
      await page.keyboard.press('Control+Shift+m');
      await page.waitForSelector('.markers-panel');
      await untilProblem(page, PRIVILEGED);
      const row = (await problems(page)).find((text) => text.includes(PRIVILEGED));
      if (!/bartizan/.test(row) || !/K8S-003/.test(row) || !/Ln 25, Col 25/.test(row)) throw new Error(`the row reads: ${row}`);
    },
  },
  {
    name: 'UI: the status bar counts the findings',
    async run(page) {
      await until(page, 'the number of findings', async () => (await statusTexts(page)).some((text) => /Bartizan: \d+ findings/.test(text)));
    },
  },
  {
    name: 'UI: a hover over the squiggle explains the finding',
    async run(page) {
      const boxes = await underlinedText(page);
      const index = boxes.findIndex(({ line }) => line === 'privileged: true');
      const box = await (await page.$$(SQUIGGLE))[index].boundingBox();
      await page.mouse.move(box.x + 4, box.y + 4);
      await page.mouse.move(box.x + 8, box.y + 6);
      await until(page, 'the hover', async () => {
        const text = (await page.$$eval('.monaco-hover .hover-contents', (parts) => parts.map((part) => part.textContent))).join('\n');
        return text.includes(PRIVILEGED) && /how to fix it/i.test(text) && /whose it is/i.test(text);
      });
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'UI: typing makes the finding vanish, undoing brings it back',
    async run(page) {
      await page.mouse.move(0, 0);
      await page.keyboard.press('Control+1');
      await goTo(page, 25, 25);
      await page.keyboard.press('Shift+End');
      await page.keyboard.type('false');
      await untilProblem(page, PRIVILEGED, false);
      await page.waitForSelector('.tab.active.dirty');
      await page.keyboard.press('Control+z');
      await untilProblem(page, PRIVILEGED);
    },
  },
  {
    name: 'UI: what is typed into the values of a chart is underlined there and in the template',
    async run(page, workspace) {
      for (const [name, text] of Object.entries(shop.chart)) {
        mkdirSync(dirname(join(workspace, 'shop', name)), { recursive: true });
        writeFileSync(join(workspace, 'shop', name), text);
      }
      await openFile(page, 'values.yaml');
      await goTo(page, 4, 13);
      await page.keyboard.press('Shift+End');
      await page.keyboard.type('true');
      await until(page, 'a squiggle in the values', async () =>
        (await underlinedText(page)).some(({ text, line }) => text === 'true' && line === 'privileged: true'));
      await openFile(page, 'shop-pod.yaml');
      await goTo(page, 10, 21);
      await until(page, 'a squiggle in the template', async () =>
        (await underlinedText(page, POINTER)).some(({ text }) => text === '{{ .Values.privileged }}'));
    },
  },
  {
    name: 'UI: a hover in a template shows what is rendered',
    async run(page) {
      const box = await (await page.waitForSelector(POINTER)).boundingBox();
      await page.mouse.move(box.x + 4, box.y + 4);
      await page.mouse.move(box.x + 8, box.y + 6);
      await until(page, 'the snippet', async () => {
        const parts = await page.$$eval('.monaco-hover .hover-contents', (found) => found.map((part) => part.textContent));
        const text = parts.join('\n').replaceAll('\u00a0', ' ');
        return text.includes('rendered, Pod/web of shop/templates/shop-pod.yaml') && text.includes('privileged: true');
      });
      await page.keyboard.press('Escape');
      await page.mouse.move(0, 0);
    },
  },
  {
    name: 'UI: a template that is wrong says so at its place while it is typed',
    async run(page) {
      await page.keyboard.press('Control+1');
      await goTo(page, 10, 42);
      await page.keyboard.type('| nope ');
      await until(page, 'a squiggle under the function', async () =>
        (await underlinedText(page)).some(({ text }) => text === 'nope'));
      for (let typed = 0; typed < '| nope '.length; typed += 1) await page.keyboard.press('Backspace');
      await until(page, 'the finding again', async () => (await underlinedText(page, POINTER)).some(({ text }) => text === '{{ .Values.privileged }}'));
      await openFile(page, 'issuer.yaml');
    },
  },
  {
    name: 'UI: Explain Policy renders the page of the policy',
    async run(page) {
      await goTo(page, 25, 25);
      await runCommand(page, 'Bartizan: Explain Policy');
      await untilPage(page, 'K8S-003');
    },
  },
  {
    name: 'UI: the code of a finding opens the page of its policy, in the editor',
    async run(page) {
      await page.click('.markers-panel .monaco-list-row a:has-text("K8S-011")');
      await untilPage(page, 'K8S-011');
    },
  },
  {
    name: 'UI: a binary that is missing is said to be, and the status bar shows the error',
    async run(page, workspace) {
      const settings = join(workspace, '.vscode/settings.json');
      mkdirSync(join(workspace, '.vscode'));
      writeFileSync(settings, '{"bartizan.path": "/nowhere/bartizan"}');
      await until(page, 'the message', async () =>
        (await page.$$eval('.notification-list-item-message', (items) => items.map((item) => item.textContent)))
          .includes('Bartizan: /nowhere/bartizan (bartizan.path) does not exist.'));
      await until(page, 'the error in the status bar', async () =>
        (await page.$$eval(`${STATUS}.has-background-color`, (items) => items.map((item) => item.textContent))).some((text) => /Bartizan/.test(text)));
      writeFileSync(settings, '{}');
      await until(page, 'findings again', async () => (await statusTexts(page)).some((text) => /Bartizan: \d+ findings/.test(text)));
    },
  },
];

/** Runs the tests on an open workbench; after a failure the rest is still tried. */
export async function runUi(page, workspace, { control, limitMs, screenshot, pictures }) {
  page.limitMs = limitMs;
  page.pictures = pictures;
  page.setDefaultTimeout(WORKBENCH_MS);
  const results = [];
  const wanted = (test) => (!control || test.control) && new RegExp(process.env.BARTIZAN_E2E_ONLY ?? '').test(test.name);
  for (const test of [...uiTests, ...viewTests].filter(wanted)) {
    const start = Date.now();
    let error = null;
    try {
      await test.run(page, workspace);
    } catch (thrown) {
      error = String(thrown.message ?? thrown);
      if (!control) await page.screenshot({ path: screenshot(results.length) }).catch(() => undefined);
    }
    results.push({ name: test.name, error, ms: Date.now() - start });
  }
  return results;
}
