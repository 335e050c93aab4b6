// Which binary is the server.
import { accessSync, constants, statSync } from 'node:fs';
import * as path from 'node:path';

export interface BinaryRequest {
  /** The setting `bartizan.path`; empty for the bundled binary. */
  configured: string;
  /** Folder in which the extension is installed. */
  extensionFolder: string;
  /** The first workspace folder, if a folder is open. */
  workspaceFolder: string | undefined;
  /** The user's home folder, for `~`. */
  home: string;
  /** The variable `PATH`. */
  searchPath: string;
  platform: NodeJS.Platform;
}

/** The file to start, or why there is none: a sentence for the user. */
export type Binary = { path: string } | { problem: string };

type FileState = 'executable' | 'file' | 'missing';

/** Finds the server's binary on the disk. */
export function resolveBinary(request: BinaryRequest): Binary {
  const { configured, extensionFolder, platform } = request;
  if (configured === '') {
    const name = platform === 'win32' ? 'bartizan.exe' : 'bartizan';
    return checked(path.join(extensionFolder, 'server', name), 'the binary that comes with the extension');
  }
  const expanded = expand(configured, request);
  if (expanded === undefined) {
    return { problem: `bartizan.path is ${configured}, but no folder is open that it could be relative to.` };
  }
  if (path.isAbsolute(expanded)) {
    return checked(expanded, 'bartizan.path');
  }
  const found = request.searchPath
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, expanded))
    .find((candidate) => state(candidate) === 'executable');
  return found === undefined
    ? { problem: `bartizan.path is ${configured}, but no such program is in PATH.` }
    : { path: found };
}

/** An absolute path, a bare name for PATH, or undefined where a workspace folder would be needed. */
function expand(configured: string, { home, workspaceFolder }: BinaryRequest): string | undefined {
  if (configured === '~' || configured.startsWith('~/')) {
    return path.join(home, configured.slice(1));
  }
  const variable = '${workspaceFolder}';
  if (configured.includes(variable)) {
    return workspaceFolder && configured.replaceAll(variable, workspaceFolder);
  }
  if (path.isAbsolute(configured) || !/[\\/]/.test(configured)) {
    return configured;
  }
  return workspaceFolder && path.join(workspaceFolder, configured);
}

function checked(file: string, origin: string): Binary {
  switch (state(file)) {
    case 'executable':
      return { path: file };
    case 'file':
      return { problem: `${file} (${origin}) is not executable.` };
    case 'missing':
      return { problem: `${file} (${origin}) does not exist.` };
  }
}

function state(file: string): FileState {
  try {
    if (!statSync(file).isFile()) return 'missing';
  } catch {
    return 'missing';
  }
  try {
    accessSync(file, constants.X_OK);
    return 'executable';
  } catch {
    return 'file';
  }
}
