// The scorecard of the security maturity model as a panel. The page comes from the server and holds no script; here it only
// takes the colours of the editor.
import * as vscode from 'vscode';
import type { FindingsStore } from './findings/store';
import type { Server } from './server';

const VIEW_TYPE = 'bartizan.scorecard';
/** The folder whose scorecard a restored panel shows. */
const FOLDER = 'bartizan.scorecardFolder';
/** A scorecard judges the whole project: it follows what is typed only after a rest. */
const REFRESH_MS = 2_000;

const DARK_MEDIA = /@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{/;
const DARK_EDITOR = '@media screen { :root:has(body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light)) {';

/** What of the page the editor's theme decides. */
const THEME = `
:root:has(body.vscode-light, body.vscode-high-contrast-light) { color-scheme: light; }
:root:has(body.vscode-dark, body.vscode-high-contrast:not(.vscode-high-contrast-light)) { color-scheme: dark; }
body[class*="vscode-"] {
  --paper: var(--vscode-editor-background);
  --ink: var(--vscode-editor-foreground);
  --accent: var(--vscode-textLink-foreground);
}
body.vscode-high-contrast { --soft: var(--ink); --line: var(--vscode-contrastBorder); --panel: var(--paper); }
body { padding: 0; font-family: var(--vscode-font-family); }
`;

/** The page with the colours of the editor: whether it is dark the editor says, not the system. */
export function themed(html: string): string {
  return html.replace(DARK_MEDIA, () => DARK_EDITOR).replace('</head>', () => `<style>${THEME}</style></head>`);
}

/** Shown where there is no scorecard; `reason` is text. */
export function failurePage(reason: string): string {
  const escaped = reason.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;
  return `<!DOCTYPE html><html lang="en"><head>${policy}<title>Scorecard</title></head><body><p>There is no scorecard: ${escaped}</p></body></html>`;
}

export class Scorecard implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private folder: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private outdated = false;
  /** Questions to the server are numbered; the panel shows the answer to this one. */
  private asked = 0;
  private answered = 0;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    store: FindingsStore,
    private readonly memory: vscode.Memento,
  ) {
    this.subscriptions = [
      store.onDidChange(() => this.soon()),
      vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, this),
    ];
  }

  /** Shows the scorecard of a folder, of the only one without asking. */
  async show(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
    if (folder === undefined) {
      if (folders.length === 0) throw new Error('open a folder first');
      return;
    }
    this.folder = folder.uri.toString();
    await this.memory.update(FOLDER, this.folder);
    if (this.panel === undefined) {
      this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, 'Scorecard', vscode.ViewColumn.Active));
    } else {
      this.panel.reveal();
    }
    await this.refresh();
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.folder = this.memory.get<string>(FOLDER);
    this.adopt(panel);
    await this.refresh();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.webview.options = { enableScripts: false, enableCommandUris: false, localResourceRoots: [] };
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.outdated) void this.refresh();
    });
  }

  private soon(): void {
    if (this.panel === undefined) return;
    this.outdated = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.panel?.visible) void this.refresh();
    }, REFRESH_MS);
  }

  private async refresh(): Promise<void> {
    const question = (this.asked += 1);
    const folder = this.folder;
    this.outdated = false;
    let page: string;
    try {
      const answer = await this.server.execute<{ html?: unknown } | null>('bartizan.scorecard', folder ? [folder] : []);
      if (typeof answer?.html !== 'string') throw new Error('the server has none');
      page = themed(answer.html);
    } catch (error) {
      page = failurePage(error instanceof Error ? error.message : String(error));
    }
    // A later question has the later answer; meanwhile another folder may be wanted.
    if (question < this.answered || folder !== this.folder) return;
    this.answered = question;
    // The same page keeps its scroll position.
    if (this.panel && this.panel.webview.html !== page) this.panel.webview.html = page;
  }
}
