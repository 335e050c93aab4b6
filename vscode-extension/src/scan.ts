// "Scan Workspace": findings of all files, also of those that are not open.
import * as vscode from 'vscode';
import type { Server } from './server';

/** The server's answer to `bartizan.scanWorkspace`. */
export interface ScanResult {
  /** Number of files read. */
  files: number;
  /** Number of findings shown. */
  findings: number;
}

export function scanMessage({ files, findings }: ScanResult): string {
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  return `Bartizan: ${plural(findings, 'finding')} in ${plural(files, 'file')}`;
}

/** Has the server scan everything; it publishes the findings before it answers. */
export async function scanWorkspace(server: Server): Promise<ScanResult> {
  const progress = { location: vscode.ProgressLocation.Notification, title: 'Bartizan: scanning the workspace', cancellable: true };
  const result = await vscode.window.withProgress(progress, (_, token) =>
    server.execute<ScanResult>('bartizan.scanWorkspace', [], token),
  );
  const showProblems = 'Show Problems';
  void vscode.window.showInformationMessage(scanMessage(result), showProblems).then((choice) => {
    if (choice === showProblems) void vscode.commands.executeCommand('workbench.actions.view.problems');
  });
  return result;
}
