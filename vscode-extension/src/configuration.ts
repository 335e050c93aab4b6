// "Add Configuration": the bartizan.toml that `bartizan init` writes.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Server } from './server';

/** Opens the configuration of a folder, and has it written first where there is none. */
export async function addConfiguration(server: Server): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new Error('open a folder first');
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (folder === undefined) return;
  const file = vscode.Uri.joinPath(folder.uri, 'bartizan.toml');
  if (!existsSync(file.fsPath)) {
    if (!vscode.workspace.isTrusted) throw new Error('nothing is written in a workspace that is not trusted');
    const binary = server.binary();
    if ('problem' in binary) throw new Error(binary.problem);
    await promisify(execFile)(binary.path, ['init'], { cwd: folder.uri.fsPath, timeout: 10_000 });
  }
  await vscode.window.showTextDocument(file);
}
