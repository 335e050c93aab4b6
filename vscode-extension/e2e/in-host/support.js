// What the tests in the extension host share.
const assert = require('node:assert/strict');
const { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const vscode = require('vscode');

const TIMEOUT = Number(process.env.BARTIZAN_E2E_TIMEOUT);
const { Error: ERROR } = vscode.DiagnosticSeverity;

/** Waits until `probe` returns something truthy, and returns that. */
async function until(what, probe) {
  const end = Date.now() + TIMEOUT;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${TIMEOUT} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const uriOf = (path) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, path);

const ours = (uri) => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'bartizan');

const idOf = ({ code }) => (typeof code === 'object' ? code.value : code);

const of = (uri, id) => ours(uri).filter((diagnostic) => idOf(diagnostic) === id);

/** Opens a file as a click does: a document opened through the API would stay open after its tab is closed. */
async function open(path) {
  const uri = uriOf(path);
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return until(`the editor of ${path}`, () => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.toString() === uri.toString() && editor;
  });
}

/** The only diagnostic of a policy in a file, once it is there. */
async function the(id, uri) {
  const found = await until(`diagnostics of ${id} in ${uri.path}`, () => of(uri, id).length > 0 && of(uri, id));
  assert.equal(found.length, 1, `${id} is reported once`);
  return found[0];
}

const gone = (id, uri) => until(`the end of ${id} in ${uri.path}`, () => of(uri, id).length === 0);

/** Opens a file and checks the place, the text under it, and the rest of one diagnostic. */
async function checkPlace({ path, id, before, underlined, message }) {
  const editor = await open(path);
  const diagnostic = await the(id, editor.document.uri);
  const { range } = diagnostic;
  assert.equal(editor.document.getText(range), underlined);
  assert.equal(editor.document.lineAt(range.start.line).text.slice(0, range.start.character).trim(), before);
  assert.match(diagnostic.message, message);
  assert.equal(diagnostic.severity, ERROR);
  assert.match(diagnostic.code.target.toString(), new RegExp(id, 'i'));
}

/** Types `text` over the range of a diagnostic, as keys do. */
async function typeOver(editor, range, text) {
  editor.selection = new vscode.Selection(range.start, range.end);
  await vscode.commands.executeCommand('type', { text });
}

async function setting(name, value) {
  await vscode.workspace.getConfiguration('bartizan').update(name, value, vscode.ConfigurationTarget.Workspace);
}

/** The server processes: children of the extension host that were started as `… lsp --stdio`. */
function servers() {
  return readdirSync('/proc').filter((pid) => {
    try {
      const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').endsWith('\0lsp\0--stdio\0');
    } catch {
      return false;
    }
  }).map(Number);
}

/** Writes files below the workspace; gives what takes their folder away again. */
function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const path = uriOf(`${folder}/${name}`).fsPath;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return () => rmSync(uriOf(folder).fsPath, { recursive: true });
}

/** Puts `text` in place of the first `old` of an editor, as keys do. */
async function typeOverText(editor, old, text) {
  const at = editor.document.getText().indexOf(old);
  assert.notEqual(at, -1, old);
  await typeOver(editor, new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + old.length)), text);
}

const privileged = { path: 'kubernetes/issuer.yaml', id: 'K8S-003' };

module.exports = {
  until, uriOf, ours, idOf, of, open, the, gone, checkPlace, typeOver, typeOverText, setting, servers, write, privileged,
};
