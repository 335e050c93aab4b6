// Runs inside the extension host of VS Code, with its API. The results go to the file BARTIZAN_E2E_RESULTS.
const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');
const tests = require('./tests');

exports.run = async () => {
  const results = [];
  const only = process.env.BARTIZAN_E2E_CONTROL === '1' ? (test) => test.control : () => true;
  for (const test of tests.filter(only)) {
    const start = Date.now();
    let error = null;
    try {
      await test.run();
    } catch (thrown) {
      error = thrown instanceof assert.AssertionError ? thrown.message : String(thrown?.stack ?? thrown);
    }
    results.push({ name: test.name, error, ms: Date.now() - start });
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
  writeFileSync(process.env.BARTIZAN_E2E_RESULTS, JSON.stringify(results));
};
