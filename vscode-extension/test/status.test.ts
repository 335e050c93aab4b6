import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as vscode from 'vscode';
import { count, statusText } from '../src/status';

const none = { errors: 0, warnings: 0, infos: 0, hints: 0 };

function diagnostic(severity: vscode.DiagnosticSeverity, source = 'bartizan'): vscode.Diagnostic {
  const result = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'text', severity);
  result.source = source;
  return result;
}

test('findings of Bartizan in the workspace are counted by severity', () => {
  const { Error, Warning, Information, Hint } = vscode.DiagnosticSeverity;
  const all: [vscode.Uri, vscode.Diagnostic[]][] = [
    [vscode.Uri.file('/ws/a.yaml'), [diagnostic(Error), diagnostic(Error), diagnostic(Warning)]],
    [vscode.Uri.file('/ws/b.json'), [diagnostic(Information), diagnostic(Hint), diagnostic(Error, 'yaml')]],
    [vscode.Uri.file('/elsewhere/c.yaml'), [diagnostic(Error)]],
  ];
  const counts = count(all, (uri) => uri.path.startsWith('/ws/'));
  assert.deepEqual(counts, { errors: 2, warnings: 1, infos: 1, hints: 1 });
});

test('what points to a finding at another place is not counted', () => {
  const pointer = Object.assign(diagnostic(vscode.DiagnosticSeverity.Information), { data: { companion: true } });
  const all: [vscode.Uri, vscode.Diagnostic[]][] = [
    [vscode.Uri.file('/ws/values.yaml'), [diagnostic(vscode.DiagnosticSeverity.Error)]],
    [vscode.Uri.file('/ws/templates/pod.yaml'), [pointer]],
  ];
  assert.deepEqual(count(all, () => true), { ...none, errors: 1 });
});

test('starting', () => {
  const { text, failed } = statusText({ kind: 'starting' }, none);
  assert.equal(text, '$(loading~spin) Bartizan');
  assert.equal(failed, false);
});

test('ready, with the number of findings', () => {
  const text = (counts: typeof none): string => statusText({ kind: 'ready' }, counts).text;
  assert.equal(text(none), '$(shield) Bartizan: no findings');
  assert.equal(text({ ...none, warnings: 1 }), '$(shield) Bartizan: 1 finding');
  assert.equal(text({ errors: 2, warnings: 3, infos: 5, hints: 7 }), '$(shield) Bartizan: 17 findings');
});

test('the tooltip names the severities that occur', () => {
  const tooltip = (counts: typeof none): string => statusText({ kind: 'ready' }, counts).tooltip;
  assert.equal(tooltip(none), 'No findings in this workspace');
  assert.equal(tooltip({ ...none, errors: 10, hints: 2 }), 'Findings in this workspace: 10 critical or high, 2 informational');
  assert.equal(
    tooltip({ errors: 1, warnings: 2, infos: 3, hints: 4 }),
    'Findings in this workspace: 1 critical or high, 2 medium, 3 low, 4 informational',
  );
});

test('an error says why, whatever was counted before', () => {
  const status = statusText({ kind: 'error', reason: 'it does not exist.' }, { ...none, errors: 3 });
  assert.equal(status.text, '$(error) Bartizan');
  assert.equal(status.tooltip, 'Bartizan is not running: it does not exist.');
  assert.equal(status.failed, true);
});

test('a click runs a command that exists', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: { commands: { command: string }[] };
  };
  const known = manifest.contributes.commands.map(({ command }) => command);
  known.push('workbench.actions.view.problems');
  for (const state of [{ kind: 'starting' }, { kind: 'ready' }, { kind: 'error', reason: '' }] as const) {
    assert.ok(known.includes(statusText(state, none).command));
  }
});
