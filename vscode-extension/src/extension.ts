// Bartizan for VS Code: starts the language server and offers its commands. All findings come from the server.
import * as vscode from 'vscode';
import { choosePolicy, PolicyPages } from './explain';
import { scanWorkspace } from './scan';
import { Server } from './server';
import { SECTION } from './settings';
import { StatusBar } from './status';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Bartizan', { log: true });
  const status = new StatusBar();
  const running = new Server(context.extensionPath, output);
  const pages = new PolicyPages(running);
  server = running;

  const explain = (id: string): Promise<void> => reporting(() => pages.show(id));
  context.subscriptions.push(
    output,
    status,
    running,
    pages,
    running.onDidChangeState((state) => status.setState(state)),
    vscode.commands.registerCommand('bartizan.restart', () => running.restart()),
    vscode.commands.registerCommand('bartizan.showOutput', () => output.show()),
    vscode.commands.registerCommand('bartizan.scanWorkspace', () => reporting(() => scanWorkspace(running))),
    vscode.commands.registerCommand('bartizan.explain', explain),
    vscode.commands.registerCommand('bartizan.explainPolicy', async (id?: unknown) => {
      const chosen = typeof id === 'string' ? id : await choosePolicy(vscode.window.activeTextEditor);
      if (chosen !== undefined) await explain(chosen);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(`${SECTION}.path`)) void running.restart();
      else if (event.affectsConfiguration(SECTION)) void running.sendSettings();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
  );
  void running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
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
