// Tests of what the editor does at a finding, and in modules of Rego.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const vscode = require('vscode');
const { gone, of, open, privileged, the, until, write } = require('./support');

/** The actions that the light bulb offers at a range. */
async function actionsAt(uri, range) {
  return until('actions', async () => {
    const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', uri, range, undefined, 20);
    return actions.length > 0 && actions;
  });
}

/** Applies the action whose title begins so: its edit, then its command. */
async function apply(uri, range, start) {
  const actions = await actionsAt(uri, range);
  const action = actions.find(({ title }) => title.startsWith(start));
  assert.ok(action, `no "${start}" among ${actions.map(({ title }) => title).join(', ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

const KEY = 'resource "aws_kms_key" "register" {\n  enable_key_rotation = false\n}\n';

const POLICY = 'package main\n\ndeny contains "public" if is_public\n\nis_public if input.public\n\nnever if input.never\n';
const TEST = 'package main_test\n\nimport data.main\n\ntest_denied if "public" in main.deny with input as {"public": true}\n\n'
  + 'test_wrong if "public" in main.deny with input as {}\n';

module.exports = [
  {
    name: 'a fix is applied by its code action',
    control: true,
    async run() {
      const { document } = await open(privileged.path);
      const { range } = await the(privileged.id, document.uri);
      await apply(document.uri, range, 'K8S-003: Set ');
      assert.equal(document.lineAt(range.start.line).text.trim(), 'privileged: false');
      await gone(privileged.id, document.uri);
    },
  },
  {
    name: 'a suppression is inserted, with the cursor on the reason',
    async run() {
      const { document } = await open(privileged.path);
      const { range } = await the(privileged.id, document.uri);
      await apply(document.uri, range, 'Suppress K8S-003 here');
      const editor = await until('the reason to be selected', () => {
        const { activeTextEditor } = vscode.window;
        return activeTextEditor && document.getText(activeTextEditor.selection) === '<reason>' && activeTextEditor;
      });
      assert.match(document.lineAt(editor.selection.start.line).text, /# bartizan: ignore\[K8S-003\] <reason>/);
      await vscode.commands.executeCommand('type', { text: 'the issuer loads a module' });
      assert.match(document.getText(), /# bartizan: ignore\[K8S-003\] the issuer loads a module\n/);
      await gone(privileged.id, document.uri);
    },
  },
  {
    name: 'safe fixes are applied on save where that is set',
    async run() {
      const remove = write('keys', { 'main.tf': KEY });
      const configuration = vscode.workspace.getConfiguration('editor');
      const { Workspace } = vscode.ConfigurationTarget;
      await configuration.update('codeActionsOnSave', { 'source.fixAll.bartizan': 'explicit' }, Workspace);
      const { document } = await open('keys/main.tf');
      await the('TF-AWS-041', document.uri);
      await vscode.window.activeTextEditor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# Ours.\n'));
      await until('the edit to be judged', () => of(document.uri, 'TF-AWS-041').some(({ range }) => range.start.line > 0));
      await vscode.commands.executeCommand('workbench.action.files.save');
      assert.equal(readFileSync(document.uri.fsPath, 'utf8'), `# Ours.\n${KEY.replace('false', 'true')}`);
      await gone('TF-AWS-041', document.uri);
      await configuration.update('codeActionsOnSave', undefined, Workspace);
      remove();
    },
  },
  {
    name: 'Fix All in File applies them at once',
    async run() {
      const remove = write('keys', { 'main.tf': KEY });
      const { document } = await open('keys/main.tf');
      await the('TF-AWS-041', document.uri);
      await vscode.commands.executeCommand('bartizan.fixAll');
      await until('the fix', () => document.getText() === KEY.replace('false', 'true'));
      remove();
    },
  },
  {
    name: 'Rego: a definition is found in another file',
    control: true,
    async run() {
      const remove = write('policy', { 'main.rego': POLICY, 'main_test.rego': TEST });
      const { document } = await open('policy/main_test.rego');
      assert.equal(document.languageId, 'rego', 'waited in vain for the language');
      const at = document.positionAt(document.getText().indexOf('main.deny') + 6);
      const [found] = await until('a definition', async () => {
        const places = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', document.uri, at);
        return places.length > 0 && places;
      });
      const uri = found.targetUri ?? found.uri;
      const range = found.targetSelectionRange ?? found.range;
      assert.equal(vscode.workspace.asRelativePath(uri), 'policy/main.rego');
      assert.equal(range.start.line, 2);
      remove();
    },
  },
  {
    name: 'Rego: a lens runs a test, and says what failed and what was covered',
    async run() {
      const remove = write('policy', { 'main.rego': POLICY, 'main_test.rego': TEST });
      const { document } = await open('policy/main_test.rego');
      const lenses = await until('lenses', async () => {
        const found = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 20);
        return found.length >= 3 && found;
      });
      const run = (title, line) => {
        const { command } = lenses.find((lens) => lens.command.title === title && (line === undefined || lens.range.start.line === line));
        return vscode.commands.executeCommand(command.command, ...command.arguments);
      };
      const one = await run('Run test', 4);
      assert.equal(one.passed, true);
      const all = await run('Run all tests');
      assert.equal(all.passed, false);
      assert.deepEqual(all.failed.map(({ test }) => test), ['test_wrong']);
      const [coverage] = Object.entries(all.coverage).filter(([uri]) => uri.endsWith('/policy/main.rego')).map(([, lines]) => lines);
      assert.ok(coverage.covered.some(([first, last]) => first <= 3 && 3 <= last), JSON.stringify(coverage));
      assert.ok(coverage.notCovered.some(([first, last]) => first <= 7 && 7 <= last), JSON.stringify(coverage));
      remove();
    },
  },
];
