// The tests of the in-host run. Those marked `control` must fail where the extension is not installed.
const assert = require('node:assert/strict');
const { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const vscode = require('vscode');
const {
  until, uriOf, ours, idOf, of, open, the, gone, checkPlace, typeOver, typeOverText, setting, servers, write, privileged,
} = require('./support');

const { Error: ERROR } = vscode.DiagnosticSeverity;

/** The places that a diagnostic links: file, the text there, and what is said of it. */
function related({ relatedInformation }) {
  return Promise.all(relatedInformation.map(async ({ location, message }) => {
    const document = await vscode.workspace.openTextDocument(location.uri);
    return [vscode.workspace.asRelativePath(location.uri), document.getText(location.range), message];
  }));
}

const database = {
  'main.tf': 'module "db" {\n  source = "./db"\n  open   = true\n}\n',
  'db/main.tf': 'variable "open" {\n  type = bool\n}\n\nresource "aws_db_instance" "a" {\n  publicly_accessible = var.open\n}\n',
};

const { chart, template: POD, values: VALUES } = require('../chart');

const inChart = { template: 'shop/templates/shop-pod.yaml', values: 'shop/values.yaml' };

/** Opens both files of a new chart side by side, in which nothing is wrong. */
async function openChart() {
  const remove = write('shop', chart);
  const template = await open(inChart.template);
  const values = await open(inChart.values);
  return { remove, template: template.document, values, valuesUri: values.document.uri };
}

async function hoverAt(uri, position) {
  const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', uri, position);
  return hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n');
}

const values = 'register/environments/test.tfvars';

module.exports = [
  {
    name: 'a realm: the value that is wrong is underlined',
    control: true,
    run: () => checkPlace({
      path: 'keycloak/citizens-realm.json', id: 'KC-003', before: '"sslRequired":', underlined: '"none"', message: /plain HTTP/,
    }),
  },
  {
    name: 'a Kubernetes manifest: the value that is wrong is underlined',
    control: true,
    run: () => checkPlace({ ...privileged, before: 'privileged:', underlined: 'true', message: /"issuer" runs privileged/ }),
  },
  {
    name: 'Terraform configuration: the value that is wrong is underlined',
    control: true,
    run: () => checkPlace({
      path: 'terraform/main.tf', id: 'TF-AWS-027', before: 'publicly_accessible =', underlined: 'true', message: /publicly accessible/,
    }),
  },
  {
    name: 'a Terraform plan without its configuration: the value that is wrong is underlined',
    control: true,
    async run() {
      const folder = uriOf('plan-alone').fsPath;
      mkdirSync(folder, { recursive: true });
      copyFileSync(uriOf('terraform/tfplan.json').fsPath, `${folder}/tfplan.json`);
      await checkPlace({
        path: 'plan-alone/tfplan.json', id: 'TF-AWS-027', before: '"publicly_accessible":', underlined: 'true', message: /publicly accessible/,
      });
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      rmSync(folder, { recursive: true });
    },
  },
  {
    name: 'Terraform configuration: a wrong value that is typed shows, and vanishes when it is undone',
    async run() {
      const editor = await open('register/main.tf');
      const { document } = editor;
      const start = document.positionAt(document.getText().indexOf('var.database_is_public'));
      await typeOver(editor, new vscode.Range(start, start.translate(0, 'var.database_is_public'.length)), 'true');
      const { range } = await the('TF-AWS-027', document.uri);
      assert.ok(range.isEqual(new vscode.Range(start, start.translate(0, 4))), document.getText(range));
      await vscode.commands.executeCommand('undo');
      await gone('TF-AWS-027', document.uri);
    },
  },
  {
    name: 'Terraform configuration: a value of a .tfvars is underlined there, with the resource that uses it',
    control: true,
    async run() {
      await checkPlace({ path: values, id: 'TF-AWS-027', before: 'database_is_public =', underlined: 'true', message: /publicly accessible/ });
      assert.deepEqual(await related(await the('TF-AWS-027', uriOf(values))), [
        ['register/main.tf', 'var.database_is_public', 'used here, in `aws_db_instance.register`'],
      ]);
    },
  },
  {
    name: 'Terraform configuration: mending the value in the .tfvars ends the finding, with nothing saved',
    async run() {
      const editor = await open(values);
      const { uri } = editor.document;
      const { range } = await the('TF-AWS-027', uri);
      await typeOver(editor, range, 'false');
      await gone('TF-AWS-027', uri);
      assert.ok(editor.document.isDirty);
      await vscode.commands.executeCommand('undo');
      await the('TF-AWS-027', uri);
    },
  },
  {
    name: 'Terraform configuration: an argument of a call is underlined in the caller while the module is edited',
    async run() {
      const remove = write('calls', database);
      const [caller, called] = [uriOf('calls/main.tf'), uriOf('calls/db/main.tf')];
      const { document } = await open('calls/main.tf');
      const editor = await open('calls/db/main.tf');
      const found = await the('TF-AWS-027', caller);
      assert.equal(document.getText(found.range), 'true');
      assert.deepEqual(await related(found), [['calls/db/main.tf', 'var.open', 'used here, in `module.db.aws_db_instance.a`']]);
      assert.equal(of(called, 'TF-AWS-027').length, 0);
      const start = editor.document.positionAt(editor.document.getText().indexOf('var.open'));
      await typeOver(editor, new vscode.Range(start, start.translate(0, 'var.open'.length)), 'true');
      await the('TF-AWS-027', called);
      await gone('TF-AWS-027', caller);
      await vscode.commands.executeCommand('undo');
      await the('TF-AWS-027', caller);
      await gone('TF-AWS-027', called);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a chart: what is typed into the values shows there and in the template, and vanishes when it is undone',
    async run() {
      const { remove, template, values: editor, valuesUri } = await openChart();
      await typeOverText(editor, 'privileged: false', 'privileged: true');
      const found = await the('K8S-003', valuesUri);
      assert.equal(editor.document.getText(found.range), 'true');
      assert.equal(found.severity, ERROR);
      assert.deepEqual(await related(found), [[inChart.template, '{{ .Values.privileged }}', 'used here']]);
      const pointer = await the('K8S-003', template.uri);
      assert.equal(template.getText(pointer.range), '{{ .Values.privileged }}');
      assert.deepEqual(await related(pointer), [[inChart.values, 'true', 'reported here']]);
      assert.ok(editor.document.isDirty);
      await vscode.commands.executeCommand('undo');
      await gone('K8S-003', valuesUri);
      await gone('K8S-003', template.uri);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a chart: what is typed into a template shows there and in the values',
    async run() {
      const { remove, template, values: editor, valuesUri } = await openChart();
      await typeOverText(editor, 'tag: "1.2"', 'tag: latest');
      await until('the values that the image is made of', () => of(valuesUri, 'K8S-017').length === 2);
      assert.equal(template.getText((await the('K8S-017', template.uri)).range), '{{ .Values.image.repository }}:{{ .Values.image.tag }}');
      const typing = await open(inChart.template);
      await typeOverText(typing, '{{ .Values.image.tag }}', '1.2');
      await gone('K8S-017', valuesUri);
      await gone('K8S-017', template.uri);
      await typeOverText(typing, '{{ .Values.privileged }}', 'true');
      assert.equal(template.getText((await the('K8S-003', template.uri)).range), 'true');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a chart: what is wrong with a template is shown once at its place, and nothing that does not hold any more',
    async run() {
      const remove = write('shop', { ...chart, 'values.yaml': VALUES.replace('false', 'true') });
      const editor = await open(inChart.template);
      const { uri } = editor.document;
      await the('K8S-003', uri);
      await typeOverText(editor, '.Values.privileged', '.Values.privileged | nope');
      const fault = await the('parse', uri);
      assert.equal(editor.document.getText(fault.range), 'nope');
      assert.match(fault.message, /function "nope" not defined/);
      assert.equal(ours(uri).length, 1);
      await typeOverText(editor, '.Values.privileged | nope', '.Values.privileged');
      await the('K8S-003', uri);
      await gone('parse', uri);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a chart: a hover shows what is rendered',
    control: true,
    async run() {
      const remove = write('shop', { ...chart, 'values.yaml': VALUES.replace('false', 'true') });
      const { document } = await open(inChart.template);
      const { range } = await the('K8S-003', document.uri);
      const text = await hoverAt(document.uri, range.start);
      assert.match(text, /rendered, `Pod\/web` of shop\/templates\/shop-pod.yaml/);
      assert.ok(text.includes('```yaml\n'), text);
      assert.ok(text.includes('      securityContext:\n        privileged: true\n'), text);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a chart: a template is judged in whichever language it is taken for, helpers and notes too',
    async run() {
      const flagged = POD.replace('{{ .Values.privileged }}', '{{ include "flag" . }}');
      const helpers = '{{ define "flag" }}true{{ end }}\n';
      const remove = write('shop', { ...chart, 'templates/shop-pod.yaml': flagged, 'templates/_flag.tpl': helpers });
      const editor = await open('shop/templates/_flag.tpl');
      assert.equal(editor.document.getText((await the('K8S-003', editor.document.uri)).range), 'true');
      const notes = await open('shop/templates/NOTES.txt');
      await typeOverText(notes, '.Release.Name', '.Release.Name | nope');
      assert.equal(notes.document.getText((await the('parse', notes.document.uri)).range), 'nope');
      await typeOverText(notes, '.Release.Name | nope', '.Release.Name');
      await gone('parse', notes.document.uri);
      write('shop', { 'templates/shop-pod.yaml': POD.replace('{{ .Values.privileged }}', 'true') });
      for (const language of ['helm', 'gotmpl', 'yaml', 'plaintext']) {
        const { document } = await open(inChart.template);
        await vscode.languages.setTextDocumentLanguage(document, language);
        assert.equal(document.getText((await the('K8S-003', document.uri)).range), 'true', language);
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        await gone('K8S-003', document.uri);
      }
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      remove();
    },
  },
  {
    name: 'a hover explains the policy',
    control: true,
    async run() {
      const { document } = await open(privileged.path);
      const { range, message } = await the(privileged.id, document.uri);
      const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, range.start);
      const text = hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join('\n');
      assert.ok(text.includes(message), 'the message');
      for (const part of [/K8S-003/, /how to fix it/i, /whose it is/i, /maturity level 2/]) assert.match(text, part);
    },
  },
  {
    name: 'typing makes a finding vanish and come back, with nothing saved',
    async run() {
      const editor = await open(privileged.path);
      const { uri } = editor.document;
      const before = readFileSync(uri.fsPath, 'utf8');
      const { range } = await the(privileged.id, uri);
      await typeOver(editor, range, 'false');
      await gone(privileged.id, uri);
      assert.ok(editor.document.isDirty);
      const now = new vscode.Range(range.start, editor.selection.active);
      await typeOver(editor, now, 'true # 🌈');
      assert.ok((await the(privileged.id, uri)).range.isEqual(range), 'the place is the same as before');
      assert.equal(readFileSync(uri.fsPath, 'utf8'), before);
    },
  },
  {
    name: 'columns count UTF-16 units',
    async run() {
      const editor = await open('keycloak/citizens-realm.json');
      const { uri } = editor.document;
      const { range } = await the('KC-003', uri);
      await editor.edit((edit) => edit.insert(range.start.with({ character: 0 }), '"displayNameHtml": "🌈🏰",'));
      const moved = await until('the moved range', () => of(uri, 'KC-003').find((found) => !found.range.isEqual(range)));
      assert.equal(editor.document.getText(moved.range), '"none"');
    },
  },
  {
    name: 'a broken document is said to be broken, and judged again when repaired',
    async run() {
      const editor = await open('keycloak/citizens-realm.json');
      const { uri } = editor.document;
      const { range } = await the('KC-003', uri);
      await editor.edit((edit) => edit.replace(range, '"none'));
      await until('an error of the parser', () => ours(uri).some((diagnostic) => idOf(diagnostic) === 'parse'));
      await vscode.commands.executeCommand('undo');
      await the('KC-003', uri);
    },
  },
  {
    name: 'bartizan.minSeverity decides what is shown',
    async run() {
      const { document } = await open(privileged.path);
      await until('a finding of low severity', () => of(document.uri, 'K8S-057').length > 0);
      await setting('minSeverity', 'critical');
      await gone('K8S-057', document.uri);
      await the(privileged.id, document.uri);
      await setting('minSeverity', undefined);
      await until('a finding of low severity', () => of(document.uri, 'K8S-057').length > 0);
    },
  },
  {
    name: 'Scan Workspace finds what is not open, and opening it shows it once',
    async run() {
      const closed = uriOf('kubernetes/portal.yaml');
      assert.equal(ours(closed).length, 0);
      const result = await vscode.commands.executeCommand('bartizan.scanWorkspace');
      assert.ok(result.files >= 5, `${result.files} files`);
      assert.ok(result.findings >= 40, `${result.findings} findings`);
      await the('K8S-043', closed);
      const editor = await open('kubernetes/portal.yaml');
      const { document } = editor;
      await typeOver(editor, new vscode.Range(0, 0, 0, 0), '#\n');
      const moved = ({ range }) => document.lineAt(range.start.line).text.includes('portal.example.org');
      await until('the finding on the moved line alone', () => of(closed, 'K8S-043').length === 1 && of(closed, 'K8S-043').every(moved));
    },
  },
  {
    name: 'bartizan.workspaceDiagnostics shows the findings of closed files',
    async run() {
      const closed = uriOf('keycloak/citizens-realm.json');
      await setting('workspaceDiagnostics', true);
      await the('KC-003', closed);
      await open('keycloak/citizens-realm.json');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await the('KC-003', closed);
      await setting('workspaceDiagnostics', undefined);
    },
  },
  {
    name: 'Explain Policy shows the page of the policy at the cursor',
    async run() {
      const editor = await open(privileged.path);
      const { range } = await the(privileged.id, editor.document.uri);
      editor.selection = new vscode.Selection(range.start, range.start);
      await vscode.commands.executeCommand('bartizan.explainPolicy');
      await until('the preview', () => vscode.window.tabGroups.all.some((group) => group.tabs.some(
        ({ label, input }) => label.includes('K8S-003') && input instanceof vscode.TabInputWebview,
      )));
      const page = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'bartizan-policy', path: '/K8S-003.md' }));
      assert.match(page.getText(), /K8S-003/);
    },
  },
  {
    name: 'Restart Server brings the findings back',
    async run() {
      const { document } = await open(privileged.path);
      await the(privileged.id, document.uri);
      const restarted = vscode.commands.executeCommand('bartizan.restart');
      await gone(privileged.id, document.uri);
      await restarted;
      await the(privileged.id, document.uri);
    },
  },
  {
    name: 'a bartizan.path that leads nowhere stops the findings, a good one brings them back',
    async run() {
      const { document } = await open(privileged.path);
      await the(privileged.id, document.uri);
      await setting('path', '/nowhere/bartizan');
      await gone(privileged.id, document.uri);
      await setting('path', undefined);
      await the(privileged.id, document.uri);
    },
  },
  {
    name: 'a program that is no language server, or never answers, can be replaced',
    async run() {
      const { document } = await open(privileged.path);
      await the(privileged.id, document.uri);
      const silent = uriOf('silent.sh').fsPath;
      writeFileSync(silent, '#!/bin/sh\nexec tail -f /dev/null\n', { mode: 0o755 });
      for (const path of ['/bin/false', silent]) {
        await setting('path', path);
        await gone(privileged.id, document.uri);
        await setting('path', undefined);
        await the(privileged.id, document.uri);
      }
      assert.equal(servers().length, 1);
    },
  },
  {
    name: 'a server that dies is started again',
    async run() {
      const editor = await open(privileged.path);
      const { uri } = editor.document;
      const { range } = await the(privileged.id, uri);
      const [server] = servers();
      process.kill(server, 'SIGKILL');
      await until('another server', () => servers().some((pid) => pid !== server));
      await typeOver(editor, range, 'false');
      await gone(privileged.id, uri);
      await vscode.commands.executeCommand('undo');
      await the(privileged.id, uri);
    },
  },
];
