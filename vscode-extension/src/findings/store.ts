// The findings of the workspace, as the server told them last.
import * as vscode from 'vscode';
import type { Server } from '../server';
import { type Finding, parseFindings } from './model';

/** The server says with every key typed that the findings may have changed; they are asked for at this pace. */
const REFRESH_MS = 150;

export class FindingsStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  private current: readonly Finding[] = [];
  private timer: NodeJS.Timeout | undefined;
  private asking = false;
  private askAgain = false;
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Pick<Server, 'execute' | 'onDidChangeState' | 'onDidChangeFindings' | 'log'>) {
    this.subscriptions = [
      server.onDidChangeFindings(() => this.soon()),
      server.onDidChangeState((state) => (state.kind === 'ready' ? void this.refresh() : this.set([]))),
    ];
  }

  get findings(): readonly Finding[] {
    return this.current;
  }

  /** Asks the server now; one question at a time, the last one counts. */
  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.asking) {
      this.askAgain = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.askAgain = false;
        const findings = parseFindings(await this.server.execute<unknown>('bartizan.findings', []));
        // As the editor writes addresses, which may not be as the server does.
        this.set(findings.map((finding) => ({ ...finding, uri: vscode.Uri.parse(finding.uri).toString() })));
      } while (this.askAgain);
    } catch (error) {
      // A server that stops, or an older one that bartizan.path names.
      this.server.log(`The list of findings: ${error instanceof Error ? error.message : String(error)}`);
      this.set([]);
    } finally {
      this.asking = false;
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private soon(): void {
    this.timer ??= setTimeout(() => void this.refresh(), REFRESH_MS);
  }

  private set(findings: readonly Finding[]): void {
    this.current = findings;
    this.changed.fire();
  }
}
