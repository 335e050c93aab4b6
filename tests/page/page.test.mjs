// The pages of the scorecard and of the findings in Chromium. `tests/page/run` installs what this needs and starts it.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { pages } from './scorecards.mjs';

const tools = createRequire(join(process.env.PAGE_TOOLS, 'package.json'));
const axe = readFileSync(tools.resolve('axe-core/axe.min.js'), 'utf8');
const { chromium } = tools('playwright-core');

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser;
let address;

before(async () => {
  address = pages();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });
});

after(async () => {
  await browser?.close();
  if (address) rmSync(address.folder, { recursive: true });
});

/** Opens a page of its own; `unfold` opens everything that is folded. */
async function open(url, { viewport = DESK, colorScheme = 'light', unfold = false } = {}) {
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
  page.requests = [];
  page.on('request', (request) => page.requests.push(request.url()));
  await page.goto(url);
  if (unfold) await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  return page;
}

async function violations(page) {
  // The page lets no script in: this one comes by the debugger.
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  return found.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 3).map((node) => node.html).join('\n  ')}`);
}

for (const [which, colorScheme, device, viewport] of [
  ['full', 'light', 'a desk', DESK],
  ['full', 'dark', 'a desk', DESK],
  ['full', 'light', 'a phone', PHONE],
  ['full', 'dark', 'a phone', PHONE],
  ['empty', 'light', 'a desk', DESK],
  ['empty', 'dark', 'a phone', PHONE],
  ['findings', 'light', 'a desk', DESK],
  ['findings', 'dark', 'a phone', PHONE],
  ['clean', 'light', 'a desk', DESK],
]) {
  test(`axe finds nothing: ${which}, ${colorScheme}, ${device}`, async () => {
    const page = await open(address[which], { viewport, colorScheme, unfold: true });
    assert.deepEqual(await violations(page), []);
    await page.close();
  });
}

test('nothing reaches over the edge of a phone', async () => {
  for (const [which, unfold] of [['full', false], ['full', true], ['findings', false], ['findings', true]]) {
    const page = await open(address[which], { viewport: PHONE, unfold });
    const over = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const reaches = (one) => one.getBoundingClientRect().right > width + 0.5;
      const wide = [...document.body.querySelectorAll('*')].filter(reaches).map((one) => one.outerHTML.slice(0, 120));
      return { page: document.documentElement.scrollWidth - width, wide };
    });
    assert.deepEqual(over, { page: 0, wide: [] });
    await page.close();
  }
});

test('text on a phone is large enough to read', async () => {
  const page = await open(address.full, { viewport: PHONE, unfold: true });
  const small = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = new Set();
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      if (walker.currentNode.data.trim() && size < 11) found.add(`${parent.className} ${size}`);
    }
    return [...found];
  });
  assert.deepEqual(small, []);
  await page.close();
});

test('the keyboard reaches everything, and shows where it is', async () => {
  const page = await open(address.full, { unfold: true });
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], summary, button, input, select, [tabindex]')];
    all.forEach((one, at) => one.setAttribute('data-at', at));
    return all.length;
  });
  assert.ok(wanted > 100, `${wanted} things to reach`);
  const reached = [];
  const unseen = [];
  for (let at = 0; at < wanted; at += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const one = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const { width, height, left } = one.getBoundingClientRect();
      const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 0 && height > 0 && left >= 0;
      return { at: Number(one.getAttribute('data-at')), seen, html: one.outerHTML.slice(0, 100) };
    });
    reached.push(focus.at);
    if (!focus.seen) unseen.push(focus.html);
  }
  assert.deepEqual(reached, [...Array(wanted).keys()], 'in the order in which they stand');
  assert.deepEqual(unseen, []);
  await page.close();
});

test('what is folded opens by key and by a link to it', async () => {
  const page = await open(address.full);
  const isOpen = () => page.evaluate(() => document.getElementById('M1T4').closest('details').open);
  assert.equal(await isOpen(), false);
  const link = page.getByRole('link', { name: /^not met: .*read-only file systems/i }).last();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('M1T4').closest('details').open);
  const top = await page.evaluate(() => document.getElementById('M1T4').closest('li').getBoundingClientRect().top);
  assert.ok(top >= 0 && top < DESK.height, `the row stands at ${top}`);

  await page.locator('#teams summary').first().focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.querySelector('#teams details').open), true);
  await page.close();
});

test('landmarks, parts, tables and charts have names', async () => {
  const page = await open(address.full, { unfold: true });
  for (const role of ['banner', 'main', 'contentinfo']) assert.equal(await page.getByRole(role).count(), 1, role);
  assert.equal(await page.getByRole('navigation', { name: 'On this page' }).count(), 1);
  assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Level 0 of 4: no level reached yet');
  for (const name of ['Next steps', 'Levels and pillars', 'Trend', 'Teams', 'Layers', 'Evidence, row by row']) {
    assert.equal(await page.getByRole('region', { name, exact: true }).count(), 1, name);
  }
  for (const name of ['Levels and pillars', 'Layers', 'Trend by day']) {
    assert.equal(await page.getByRole('table', { name, exact: true }).count(), 1, name);
  }
  assert.equal(await page.locator('table').count(), 3);
  assert.equal(await page.locator('th:not([scope])').count(), 0);
  const heads = await page.getByRole('table', { name: 'Levels and pillars' }).getByRole('columnheader').allTextContents();
  assert.deepEqual(heads, ['Level', 'Governance', 'Operations', 'Technical']);
  const said = await page.getByRole('img').evaluateAll((charts) => charts.map((one) => one.getAttribute('aria-label')));
  assert.equal(said.length, 2);
  for (const text of said) assert.match(text, /^(Rows reached|Findings): \d+ on 2026-02-15, \d+ on 2026-06-15$/);
  await page.close();
});

test('tables stay tables on a phone', async () => {
  const page = await open(address.full, { viewport: PHONE });
  const rows = page.getByRole('table', { name: 'Layers', exact: true }).getByRole('row');
  assert.equal(await rows.count(), 10);
  assert.equal(await rows.nth(1).getByRole('cell').count(), 5);
  await page.close();
});

// What slips into a page neither runs nor is fetched: the page's own policy forbids it.
async function assertRefuses(page) {
  const refused = page.waitForEvent('requestfailed');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    const picture = document.createElement('img');
    picture.src = 'https://tracker.example.org/pixel.png';
    document.body.append(script, picture);
  });
  assert.equal((await refused).failure().errorText, 'csp');
  assert.equal(await page.evaluate(() => window.ran), undefined);
}

test('the page asks nobody for anything and runs no script', async () => {
  for (const which of ['full', 'empty']) {
    const page = await open(address[which], { unfold: true });
    assert.deepEqual(page.requests, [address[which]]);
    assert.equal(await page.locator('script, link, img, iframe, object, form').count(), 0);
    await assertRefuses(page);
    await page.close();
  }
});

test('paper shows what a screen folds, in few pages', async () => {
  const page = await open(address.full, { colorScheme: 'dark' });
  const text = await page.pdf({ format: 'A4' });
  const count = text.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  assert.ok(count >= 4 && count <= 25, `${count} pages`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 688, height: 1000 });
  const found = await page.evaluate(() => {
    const heights = [...document.querySelectorAll('.rows .inside, .teams .inside')].map((one) => one.offsetHeight);
    const rows = [...document.querySelectorAll('tr, .steps li, #evidence .answer')].map((one) => getComputedStyle(one).breakInside);
    return {
      folded: heights.filter((height) => height === 0).length,
      cut: rows.filter((rule) => rule !== 'avoid').length,
      paper: getComputedStyle(document.body).backgroundColor,
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
  assert.deepEqual(found, { folded: 0, cut: 0, paper: 'rgb(255, 255, 255)', over: 0 });
  await page.close();
});

test('findings are narrowed down, and the number shown is said', async () => {
  const page = await open(address.findings);
  const shown = () => page.locator('.finding:not([hidden])').count();
  const status = () => page.getByRole('status').textContent();
  const all = await shown();
  assert.ok(all > 20, `${all} findings`);
  assert.equal(await status(), `${all} shown`);
  for (const [label, value] of [['Severity', 'critical'], ['Policy', 'K8S-003'], ['File', 'hostile.yaml']]) {
    await page.getByRole('combobox', { name: label, exact: true }).selectOption({ label: value });
  }
  assert.equal(await status(), '1 shown');
  assert.equal(await page.locator('.group:not([hidden])').count(), 1);
  assert.match(await page.locator('.finding:not([hidden]) .asked').textContent(), /<script>window\.ran = true<\/script>/);
  await page.getByRole('button', { name: 'Show all' }).click();
  assert.equal(await shown(), all);
  await page.getByRole('combobox', { name: 'Team', exact: true }).selectOption({ index: 1 });
  const some = await shown();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  await page.close();
});

test('a finding opens by key, to its code and to why it matters', async () => {
  const page = await open(address.findings);
  const first = page.locator('.finding', { hasText: 'K8S-003' }).first();
  await first.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.match(await first.locator('pre').textContent(), /privileged: true/);
  assert.equal(await first.locator('mark').textContent(), 'true');
  await first.getByRole('link', { name: 'why, and how to fix it' }).click();
  assert.ok(await page.getByRole('heading', { name: /^K8S-003: / }).isVisible());
  for (const name of ['Errors', 'Findings', 'Excused', 'Policies']) {
    assert.equal(await page.getByRole('region', { name, exact: true }).count(), 1, name);
  }
  await page.close();
});

test('the page of the findings asks nobody for anything and runs no script but its own', async () => {
  const page = await open(address.findings, { unfold: true });
  assert.deepEqual(page.requests, [address.findings]);
  assert.equal(await page.locator('link, img, iframe, object, form').count(), 0);
  assert.equal(await page.locator('script').count(), 1);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  await assertRefuses(page);
  await page.close();
});

test('findings stand on paper unfolded', async () => {
  const page = await open(address.findings, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 688, height: 1000 });
  const found = await page.evaluate(() => ({
    folded: [...document.querySelectorAll('.finding .inside')].filter((one) => one.offsetHeight === 0).length,
    filter: getComputedStyle(document.getElementById('filter')).display,
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  assert.deepEqual(found, { folded: 0, filter: 'none', over: 0 });
  await page.close();
});
