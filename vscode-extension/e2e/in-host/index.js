// Runs inside the extension host of VS Code, with its API. The results go to the file BARTIZAN_E2E_RESULTS.
const assert = require('node:assert/strict');
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');
const suites = {
  all: () => [...require('./tests'), ...require('./actions')],
  restricted: () => require('./restricted'),
};

exports.run = async () => {
  const results = [];
  const control = process.env.BARTIZAN_E2E_CONTROL === '1';
  const only = (test) => (!control || test.control) && new RegExp(process.env.BARTIZAN_E2E_ONLY ?? '').test(test.name);
  for (const test of suites[process.env.BARTIZAN_E2E_SUITE]().filter(only)) {
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
