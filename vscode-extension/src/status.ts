// The status bar item: the state of the server and the number of findings in the workspace.
import * as vscode from 'vscode';
import type { Severity } from './settings';

export type ServerState = { kind: 'starting' } | { kind: 'ready' } | { kind: 'error'; reason: string };

/** Number of findings of each severity that occurs, the most severe first. */
export type Counts = readonly (readonly [Severity, number])[];

export interface StatusText {
  text: string;
  tooltip: string;
  /** What a screen reader says. */
  spoken: string;
  /** What a click does. */
  command: string;
  failed: boolean;
}

/** What the item shows; `working` while the server scans. */
export function statusText(state: ServerState, counts: Counts, working: boolean): StatusText {
  switch (state.kind) {
    case 'starting':
      return simple('$(loading~spin) Bartizan', 'Bartizan is starting', false);
    case 'error':
      return simple('$(error) Bartizan', `Bartizan is not running: ${state.reason}`, true);
    case 'ready': {
      const total = counts.reduce((sum, [, count]) => sum + count, 0);
      const findings = total === 0 ? 'no findings' : total === 1 ? '1 finding' : `${total} findings`;
      // The two severest: the rest is in the tooltip.
      const worst = counts.slice(0, 2).map(([severity, count]) => `${count} ${severity}`).join(', ');
      const all = counts.map(([severity, count]) => `${count} ${severity}`).join(', ');
      const known = total === 0 ? 'No findings in what has been judged' : `${findings}: ${all}`;
      const tooltip = working ? `Scanning. ${known}` : known;
      return {
        text: `${working ? '$(sync~spin)' : '$(shield)'} Bartizan: ${total === 0 ? findings : `${findings} (${worst}${counts.length > 2 ? ', …' : ''})`}`,
        tooltip,
        spoken: `Bartizan: ${tooltip}`,
        command: 'bartizan.findings.focus',
        failed: false,
      };
    }
  }
}

function simple(text: string, tooltip: string, failed: boolean): StatusText {
  return { text, tooltip, spoken: tooltip, command: 'bartizan.showOutput', failed };
}

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('bartizan', vscode.StatusBarAlignment.Left);
  private state: ServerState = { kind: 'starting' };
  private counts: Counts = [];
  private working = false;

  constructor() {
    this.item.name = 'Bartizan';
    this.refresh();
    this.item.show();
  }

  setState(state: ServerState): void {
    this.state = state;
    this.refresh();
  }

  setCounts(counts: Counts): void {
    this.counts = counts;
    this.refresh();
  }

  setWorking(working: boolean): void {
    this.working = working;
    this.refresh();
  }

  dispose(): void {
    this.item.dispose();
  }

  private refresh(): void {
    const { text, tooltip, spoken, command, failed } = statusText(this.state, this.counts, this.working);
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: spoken };
    this.item.command = command;
    this.item.backgroundColor = failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  }
}
