// Bartizan for VS Code: starts the language server and offers its commands. All findings come from the server.
import * as vscode from 'vscode';
import { addConfiguration } from './configuration';
import { choosePolicy, PolicyPages } from './explain';
import { FindingsStore } from './findings/store';
import { FindingsView } from './findings/view';
import { RegoTests } from './rego';
import { scanWorkspace } from './scan';
import { Scorecard } from './scorecard';
import { Server } from './server';
import { SECTION } from './settings';
import { StatusBar } from './status';

const WALKTHROUGH = 'bartizan.bartizan-vscode#bartizan.start';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Bartizan', { log: true });
  const status = new StatusBar();
  const running = new Server(context.extensionPath, output);
  const pages = new PolicyPages(running);
  const store = new FindingsStore(running);
  const view = new FindingsView(store, status, context.workspaceState);
  const scorecard = new Scorecard(running, store, context.workspaceState);
  const tests = new RegoTests(running);
  server = running;

  const explain = (id: string): Promise<void> => reporting(() => pages.show(id));
  const command = (name: string, run: (argument?: unknown) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`bartizan.${name}`, run);
  context.subscriptions.push(
    output,
    status,
    running,
    pages,
    store,
    view,
    scorecard,
    tests,
    running.onDidChangeState((state) => {
      status.setState(state);
      void vscode.commands.executeCommand('setContext', 'bartizan.state', state.kind);
    }),
    running.onDidChangeWork((working) => status.setWorking(working)),
    command('restart', () => running.restart()),
    command('showOutput', () => output.show()),
    command('scanWorkspace', () => reporting(() => scanWorkspace(running))),
    command('showScorecard', () => reporting(() => scorecard.show())),
    command('addConfiguration', () => reporting(() => addConfiguration(running))),
    command('fixAll', () => reporting(fixAll)),
    command('runTest', (request) => reporting(() => tests.run(request))),
    command('toggleCoverage', () => tests.toggleCoverage()),
    command('openWalkthrough', () => vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false)),
    command('explain', (id) => explain(String(id))),
    command('explainPolicy', async (id) => {
      const chosen = typeof id === 'string' ? id : await choosePolicy(vscode.window.activeTextEditor);
      if (chosen !== undefined) await explain(chosen);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.path`)) void running.restart();
      else if (event.affectsConfiguration(SECTION)) void running.sendSettings().then(() => view.refresh());
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
  );
  void running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Applies every safe fix of the active file. */
async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) throw new Error('open a file first');
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const [command, kind] = ['vscode.executeCodeActionProvider', 'source.fixAll.bartizan'];
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, whole, kind, 1);
  const edit = actions.find((action) => action.edit !== undefined)?.edit;
  if (edit === undefined) {
    void vscode.window.showInformationMessage('Bartizan: nothing in this file can be fixed safely');
  } else {
    await vscode.workspace.applyEdit(edit);
  }
}

/** Runs a command of the user; what goes wrong is said to the user. */
async function reporting<Result>(command: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) {
      void vscode.window.showErrorMessage(`Bartizan: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }
}
