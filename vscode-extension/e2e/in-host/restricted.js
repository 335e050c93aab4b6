// Tests in a workspace that is not trusted: its settings name another binary and its configuration policies of its own.
const assert = require('node:assert/strict');
const { existsSync } = require('node:fs');
const vscode = require('vscode');
const { of, open, privileged, servers, the, until, uriOf } = require('./support');

module.exports = [
  {
    name: 'restricted mode: the findings are there, from the bundled binary',
    async run() {
      assert.equal(vscode.workspace.isTrusted, false);
      const { document } = await open(privileged.path);
      await the(privileged.id, document.uri);
      assert.equal(servers().length, 1);
      assert.equal(existsSync(uriOf('started').fsPath), false, 'the binary of the workspace was started');
    },
  },
  {
    name: 'restricted mode: policies of the workspace are not run',
    async run() {
      const { document } = await open(privileged.path);
      await the(privileged.id, document.uri);
      assert.equal(of(document.uri, 'ACME-001').length, 0);
    },
  },
  {
    name: 'restricted mode: tests of Rego are not run, and no lens offers to',
    async run() {
      const { document } = await open('policies/own_test.rego');
      await until('the language', () => document.languageId === 'rego');
      const lenses = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 20);
      assert.deepEqual(lenses ?? [], []);
      const answer = await vscode.commands.executeCommand('bartizan.runTest', { uri: document.uri.toString() }).then((found) => found, () => undefined);
      assert.equal(answer, undefined);
    },
  },
];
