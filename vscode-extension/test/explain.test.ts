import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import * as vscode from 'vscode';
import { choosePolicy, linkPages, policiesAt, policyUri } from '../src/explain';
import * as stub from './vscode';

// The bundle holds one copy of the stub: the sources reach it as `vscode`.
const { fake } = stub;

type Span = [startLine: number, startCharacter: number, endLine: number, endCharacter: number];

function finding(id: string, range: Span, message = id, source = 'bartizan'): vscode.Diagnostic {
  const result = new vscode.Diagnostic(new vscode.Range(...range), message);
  result.source = source;
  result.code = { value: id, target: vscode.Uri.file(`/${id}`) };
  return result;
}

function editorAt(line: number, character: number): vscode.TextEditor {
  const position = new vscode.Position(line, character);
  return { document: { uri: vscode.Uri.file('/a.yaml') }, selection: { active: position } } as vscode.TextEditor;
}

const ids = (diagnostics: vscode.Diagnostic[], line: number, character: number): string[] =>
  policiesAt(diagnostics, new vscode.Position(line, character)).map(({ id }) => id);

beforeEach(() => {
  fake.diagnostics = [];
  fake.answer = undefined;
  fake.asked = [];
});

test('the policies under the cursor, each once, in order', () => {
  const all = [finding('K8S-020', [2, 0, 6, 0]), finding('K8S-003', [4, 2, 4, 12], 'first'), finding('K8S-003', [4, 2, 4, 14], 'second'), finding('K8S-001', [8, 0, 8, 4])];
  assert.deepEqual(policiesAt(all, new vscode.Position(4, 5)), [
    { id: 'K8S-003', message: 'first' },
    { id: 'K8S-020', message: 'K8S-020' },
  ]);
});

test('without one under the cursor, those of the line', () => {
  const all = [finding('K8S-003', [4, 2, 4, 12]), finding('K8S-001', [5, 0, 5, 4])];
  assert.deepEqual(ids(all, 4, 40), ['K8S-003']);
  assert.deepEqual(ids(all, 6, 0), []);
});

test('diagnostics of others do not count', () => {
  assert.deepEqual(ids([finding('schema', [0, 0, 0, 9], 'schema', 'yaml')], 0, 3), []);
});

test('a code without link, and none at all', () => {
  const plain = finding('KC-003', [0, 0, 0, 9]);
  plain.code = 'KC-003';
  const bare = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 9), 'no code');
  bare.source = 'bartizan';
  assert.deepEqual(ids([plain, bare], 0, 3), ['KC-003']);
});

test('one policy at the cursor needs no question', async () => {
  fake.diagnostics = [finding('K8S-003', [4, 2, 4, 12])] as unknown as stub.Diagnostic[];
  assert.equal(await choosePolicy(editorAt(4, 3)), 'K8S-003');
  assert.deepEqual(fake.asked, []);
});

test('of several the user picks', async () => {
  fake.diagnostics = [finding('K8S-020', [4, 2, 4, 12]), finding('K8S-003', [4, 2, 4, 12])] as unknown as stub.Diagnostic[];
  fake.answer = 'K8S-020';
  assert.equal(await choosePolicy(editorAt(4, 3)), 'K8S-020');
  assert.deepEqual(fake.asked, [['K8S-003', 'K8S-020']]);
});

test('without any the user names one, or backs out', async () => {
  fake.answer = ' TF-AWS-027 ';
  assert.equal(await choosePolicy(editorAt(0, 0)), 'TF-AWS-027');
  fake.answer = '  ';
  assert.equal(await choosePolicy(undefined), undefined);
  fake.answer = undefined;
  assert.equal(await choosePolicy(undefined), undefined);
  assert.deepEqual(fake.asked, ['input', 'input', 'input']);
});

test('the page of a policy is markdown of our own scheme', () => {
  assert.equal(policyUri('K8S-003').toString(), 'bartizan-policy:/K8S-003.md');
});

test('the code of a finding links to the page in the editor, whatever address the server gives', () => {
  const found = finding('K8S-003', [4, 2, 4, 12]);
  const plain = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'no policy');
  plain.code = 'bartizan.toml';
  linkPages([found, plain]);
  assert.equal(String((found.code as { target: vscode.Uri }).target), 'command:bartizan.explain?%5B%22K8S-003%22%5D');
  assert.equal(plain.code, 'bartizan.toml');
});
