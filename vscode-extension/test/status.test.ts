import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Counts, statusText } from '../src/status';

const ready = (counts: Counts, working = false): string => statusText({ kind: 'ready' }, counts, working).text;

test('starting', () => {
  const { text, failed } = statusText({ kind: 'starting' }, [], false);
  assert.equal(text, '$(loading~spin) Bartizan');
  assert.equal(failed, false);
});

test('ready, with the number of findings and the severest of them', () => {
  assert.equal(ready([]), '$(shield) Bartizan: no findings');
  assert.equal(ready([['medium', 1]]), '$(shield) Bartizan: 1 finding (1 medium)');
  assert.equal(ready([['high', 3], ['low', 5]]), '$(shield) Bartizan: 8 findings (3 high, 5 low)');
  assert.equal(ready([['critical', 2], ['high', 3], ['low', 5]]), '$(shield) Bartizan: 10 findings (2 critical, 3 high, …)');
});

test('the sign turns during a scan', () => {
  assert.equal(ready([['medium', 1]], true), '$(sync~spin) Bartizan: 1 finding (1 medium)');
});

test('the tooltip names the severities that occur, and a screen reader says them', () => {
  const said = (counts: Counts, working = false): string => statusText({ kind: 'ready' }, counts, working).tooltip;
  assert.equal(said([]), 'No findings in what has been judged');
  assert.equal(said([['critical', 2], ['high', 3], ['low', 5]]), '10 findings: 2 critical, 3 high, 5 low');
  assert.equal(said([['low', 1]], true), 'Scanning. 1 finding: 1 low');
  assert.equal(statusText({ kind: 'ready' }, [['low', 1]], false).spoken, 'Bartizan: 1 finding: 1 low');
});

test('an error says why, whatever was counted before', () => {
  const status = statusText({ kind: 'error', reason: 'it does not exist.' }, [['high', 3]], true);
  assert.equal(status.text, '$(error) Bartizan');
  assert.equal(status.tooltip, 'Bartizan is not running: it does not exist.');
  assert.equal(status.failed, true);
});

test('a click runs a command that exists', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { commands: { command: string }[]; views: Record<string, { id: string }[]> };
  };
  const known = manifest.contributes.commands.map(({ command }) => command);
  known.push(...Object.values(manifest.contributes.views).flat().map(({ id }) => `${id}.focus`));
  for (const state of [{ kind: 'starting' }, { kind: 'ready' }, { kind: 'error', reason: '' }] as const) {
    assert.ok(known.includes(statusText(state, [], false).command));
  }
});
