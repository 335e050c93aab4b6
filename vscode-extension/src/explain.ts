// "Explain Policy": which policy is meant, and its explanation as a page.
import * as vscode from 'vscode';
import type { Server } from './server';

const SCHEME = 'bartizan-policy';

export interface PolicyChoice {
  id: string;
  /** Message of the first finding of that policy. */
  message: string;
}

/** The policies of the findings at `position`; failing that, of those on its line. In the order of their ids. */
export function policiesAt(diagnostics: readonly vscode.Diagnostic[], position: vscode.Position): PolicyChoice[] {
  const ours = diagnostics.filter((diagnostic) => diagnostic.source === 'bartizan');
  const under = ours.filter((diagnostic) => diagnostic.range.contains(position));
  const onLine = ours.filter(
    ({ range }) => range.start.line <= position.line && position.line <= range.end.line,
  );
  const choices = new Map<string, PolicyChoice>();
  for (const diagnostic of under.length > 0 ? under : onLine) {
    const id = policyId(diagnostic);
    if (id !== undefined && !choices.has(id)) choices.set(id, { id, message: diagnostic.message });
  }
  return [...choices.values()].sort((a, b) => a.id.localeCompare(b.id));
}

/** The id is the code of the diagnostic, which is an object when it links to a page. */
export function policyId({ code }: vscode.Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value);
}

/** Has the codes of diagnostics open the page of their policy here, in place of its address on the web. */
export function linkPages(diagnostics: readonly vscode.Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    if (typeof diagnostic.code !== 'object') continue;
    const { value } = diagnostic.code;
    const target = vscode.Uri.from({ scheme: 'command', path: 'bartizan.explain', query: JSON.stringify([value]) });
    diagnostic.code = { value, target };
  }
}

/** Asks only where the cursor leaves a choice. Undefined when the user backs out. */
export async function choosePolicy(editor: vscode.TextEditor | undefined): Promise<string | undefined> {
  const choices = editor
    ? policiesAt(vscode.languages.getDiagnostics(editor.document.uri), editor.selection.active)
    : [];
  if (choices.length === 1) return choices[0]?.id;
  if (choices.length > 1) {
    const items = choices.map(({ id, message }) => ({ label: id, detail: message }));
    return (await vscode.window.showQuickPick(items, { title: 'Explain Policy' }))?.label;
  }
  const id = await vscode.window.showInputBox({ title: 'Explain Policy', prompt: 'The id of a policy', placeHolder: 'K8S-003' });
  return id?.trim() || undefined;
}

export function policyUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}.md` });
}

/** The pages: read-only documents whose text comes from the server. */
export class PolicyPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {}

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const id = uri.path.replace(/^\//, '').replace(/\.md$/, '');
    try {
      return await this.fetch(id);
    } catch (error) {
      return `No explanation of ${id}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Shows the page of a policy; rejects when the server knows no such policy. */
  async show(id: string): Promise<void> {
    await this.fetch(id);
    const uri = policyUri(id);
    this.changed.fire(uri);
    const command = vscode.window.activeTextEditor ? 'markdown.showPreviewToSide' : 'markdown.showPreview';
    await vscode.commands.executeCommand(command, uri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  private async fetch(id: string): Promise<string> {
    const text = await this.server.execute<unknown>('bartizan.explain', [id]);
    if (typeof text !== 'string' || text === '') throw new Error(`there is no policy ${id}`);
    return text;
  }
}
