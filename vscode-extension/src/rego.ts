// *Run test* in a module of Rego: the result beside the test, and what the tests covered as decorations.
import * as vscode from 'vscode';
import type { Server } from './server';

/** Lines from 1, both included. */
type Lines = readonly [first: number, last: number];

/** The server's answer to `bartizan.runTest`. */
export interface TestResult {
  passed: boolean;
  message: string;
  failed: { test: string; message: string }[];
  coverage: Record<string, { covered: Lines[]; notCovered: Lines[] }>;
}

/** What is run: all tests of a module, or one of them. */
export interface TestRequest {
  uri: string;
  test?: string | null;
}

export interface Mark {
  /** Line from 0. */
  line: number;
  passed: boolean;
  text: string;
}

const RULE = /^(test_\w*)/;

/** A mark beside each test that was run; the rules of one test may be several. */
export function marks(lines: readonly string[], { test }: TestRequest, result: TestResult): Mark[] {
  const failures = new Map(result.failed.map(({ test, message }) => [test, message]));
  return lines.flatMap((text, line): Mark[] => {
    const name = RULE.exec(text)?.[1];
    if (name === undefined || (test && name !== test)) return [];
    const failure = failures.get(name);
    return [{ line, passed: failure === undefined, text: failure === undefined ? 'passed' : `failed: ${failure.split('\n')[0]}` }];
  });
}

function lineRanges(lines: readonly Lines[]): vscode.Range[] {
  return lines.map(([first, last]) => new vscode.Range(first - 1, 0, last - 1, 0));
}

function gutter(name: 'covered' | 'uncovered'): vscode.TextEditorDecorationType {
  const color = (part: string): vscode.ThemeColor => new vscode.ThemeColor(`testing.${name}${part}`);
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: color('Background'),
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: color('GutterBackground'),
    overviewRulerColor: color('GutterBackground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}

function beside(color: string): vscode.TextEditorDecorationType {
  const after = { margin: '0 0 0 2em', color: new vscode.ThemeColor(color) };
  return vscode.window.createTextEditorDecorationType({ after });
}

export class RegoTests implements vscode.Disposable {
  private readonly covered = gutter('covered');
  private readonly uncovered = gutter('uncovered');
  private readonly passed = beside('testing.iconPassed');
  private readonly failed = beside('testing.iconFailed');
  private readonly subscriptions: vscode.Disposable[];
  /** By document: what is beside its tests. */
  private readonly results = new Map<string, Mark[]>();
  private coverage: TestResult['coverage'] = {};
  private showsCoverage = true;

  constructor(private readonly server: Server) {
    this.subscriptions = [
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.forget(document.uri.toString());
      }),
      this.covered,
      this.uncovered,
      this.passed,
      this.failed,
    ];
  }

  /** Runs tests on the texts as they are in the editor. */
  async run(request: unknown): Promise<TestResult> {
    if (!vscode.workspace.isTrusted) throw new Error('policies are not run in a workspace that is not trusted');
    const asked = this.requested(request);
    const result = await this.server.execute<TestResult>('bartizan.runTest', [asked]);
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === vscode.Uri.parse(asked.uri).toString());
    if (document) this.results.set(document.uri.toString(), marks(document.getText().split(/\r?\n/), asked, result));
    const coverage = Object.entries(result.coverage ?? {}).map(([uri, lines]) => [vscode.Uri.parse(uri).toString(), lines] as const);
    this.coverage = Object.fromEntries(coverage);
    this.draw();
    if (result.passed) {
      vscode.window.setStatusBarMessage(`$(pass) ${result.message}`, 5_000);
    } else {
      this.server.log(result.message);
      const showOutput = 'Show Output';
      void vscode.window.showErrorMessage(`Bartizan: ${result.message.split('\n')[0]}`, showOutput).then((choice) => {
        if (choice === showOutput) void vscode.commands.executeCommand('bartizan.showOutput');
      });
    }
    return result;
  }

  toggleCoverage(): void {
    this.showsCoverage = !this.showsCoverage;
    this.draw();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** What a lens names; from the palette, all tests of the active module. */
  private requested(request: unknown): TestRequest {
    const uri = (request as TestRequest | undefined)?.uri;
    if (typeof uri === 'string') return request as TestRequest;
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'rego') throw new Error('open a module of Rego first');
    return { uri: document.uri.toString() };
  }

  /** What was said of a text holds no more when it is changed. */
  private forget(uri: string): void {
    const said = this.results.delete(uri);
    if (uri in this.coverage || said) {
      this.coverage = {};
      this.draw();
    }
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const uri = editor.document.uri.toString();
      const lines = this.showsCoverage ? this.coverage[uri] : undefined;
      editor.setDecorations(this.covered, lineRanges(lines?.covered ?? []));
      editor.setDecorations(this.uncovered, lineRanges(lines?.notCovered ?? []));
      const said = this.results.get(uri) ?? [];
      editor.setDecorations(this.passed, said.filter(({ passed }) => passed).map((mark) => decoration(editor, mark)));
      editor.setDecorations(this.failed, said.filter(({ passed }) => !passed).map((mark) => decoration(editor, mark)));
    }
  }
}

function decoration({ document }: vscode.TextEditor, { line, passed, text }: Mark): vscode.DecorationOptions {
  const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
  return { range, renderOptions: { after: { contentText: `${passed ? '✓' : '✗'} ${text}` } } };
}
