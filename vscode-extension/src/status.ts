// The status bar item: the state of the server and the number of findings in the workspace.
import * as vscode from 'vscode';

export type ServerState = { kind: 'starting' } | { kind: 'ready' } | { kind: 'error'; reason: string };

/** Number of findings as the editor classes them. */
export interface Counts {
  /** Critical and high. */
  errors: number;
  /** Medium. */
  warnings: number;
  /** Low. */
  infos: number;
  /** Info, and what could not be determined. */
  hints: number;
}

export interface StatusText {
  text: string;
  tooltip: string;
  /** What a click does. */
  command: string;
  failed: boolean;
}

/** What the server adds to a diagnostic: whether it only points to a finding that stands at another place. */
type Ours = vscode.Diagnostic & { data?: { companion?: boolean } };

/** Counts the findings of Bartizan in files that `belongs` accepts. */
export function count(
  all: readonly (readonly [vscode.Uri, readonly vscode.Diagnostic[]])[],
  belongs: (uri: vscode.Uri) => boolean,
): Counts {
  const counts: Counts = { errors: 0, warnings: 0, infos: 0, hints: 0 };
  const keys = {
    [vscode.DiagnosticSeverity.Error]: 'errors',
    [vscode.DiagnosticSeverity.Warning]: 'warnings',
    [vscode.DiagnosticSeverity.Information]: 'infos',
    [vscode.DiagnosticSeverity.Hint]: 'hints',
  } as const;
  for (const [uri, diagnostics] of all) {
    const ours = diagnostics.filter(({ source, data }: Ours) => source === 'bartizan' && data?.companion !== true);
    if (ours.length === 0 || !belongs(uri)) continue;
    for (const diagnostic of ours) counts[keys[diagnostic.severity]] += 1;
  }
  return counts;
}

/** What the item shows. */
export function statusText(state: ServerState, counts: Counts): StatusText {
  switch (state.kind) {
    case 'starting':
      return {
        text: '$(loading~spin) Bartizan',
        tooltip: 'Bartizan is starting',
        command: 'bartizan.showOutput',
        failed: false,
      };
    case 'error':
      return {
        text: '$(error) Bartizan',
        tooltip: `Bartizan is not running: ${state.reason}`,
        command: 'bartizan.showOutput',
        failed: true,
      };
    case 'ready': {
      const total = counts.errors + counts.warnings + counts.infos + counts.hints;
      const parts = [
        `${counts.errors} critical or high`,
        `${counts.warnings} medium`,
        `${counts.infos} low`,
        `${counts.hints} informational`,
      ].filter((part) => !part.startsWith('0 '));
      return {
        text: `$(shield) Bartizan: ${total === 0 ? 'no findings' : total === 1 ? '1 finding' : `${total} findings`}`,
        tooltip: total === 0 ? 'No findings in this workspace' : `Findings in this workspace: ${parts.join(', ')}`,
        command: 'workbench.actions.view.problems',
        failed: false,
      };
    }
  }
}

/** Diagnostics change with every key typed; the item follows at this pace. */
const REFRESH_MS = 100;

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('bartizan', vscode.StatusBarAlignment.Left);
  private readonly subscription: vscode.Disposable;
  private state: ServerState = { kind: 'starting' };
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.item.name = 'Bartizan';
    this.subscription = vscode.languages.onDidChangeDiagnostics(() => {
      this.timer ??= setTimeout(() => this.refresh(), REFRESH_MS);
    });
    this.refresh();
    this.item.show();
  }

  setState(state: ServerState): void {
    this.state = state;
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscription.dispose();
    this.item.dispose();
  }

  private refresh(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const counts = count(
      vscode.languages.getDiagnostics(),
      (uri) => vscode.workspace.getWorkspaceFolder(uri) !== undefined,
    );
    const { text, tooltip, command, failed } = statusText(this.state, counts);
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }
}
