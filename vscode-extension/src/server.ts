// The life of the server process: start, failure, restart, stop.
import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import {
  CloseAction,
  DidChangeConfigurationNotification,
  type ErrorHandler,
  ExecuteCommandRequest,
  type ProgressToken,
  RevealOutputChannelOn,
  State,
} from 'vscode-languageclient/node';
import { type Binary, resolveBinary } from './binary';
import { BartizanClient, traceChannel } from './client';
import { linkPages } from './explain';
import { DOCUMENT_SELECTOR } from './selector';
import { configuredPath, SECTION, section, type ServerSettings, serverSettings } from './settings';
import type { ServerState } from './status';

/** A server that has not answered `initialize` by then is ended. */
const START_LIMIT_MS = 30_000;

export class Server implements vscode.Disposable {
  private client: BartizanClient | undefined;
  private process: ChildProcess | undefined;
  /** The last line that the process wrote to its standard error: most often the reason why it ended. */
  private lastWords = '';
  private startingNow = false;
  /** Starts and stops happen one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  private readonly findingsChanged = new vscode.EventEmitter<void>();
  private readonly workChanged = new vscode.EventEmitter<boolean>();
  /** Tokens of what the server is at, a scan for instance. */
  private readonly work = new Set<ProgressToken>();
  readonly onDidChangeState = this.stateChanged.event;
  /** What `bartizan.findings` answers may have changed. */
  readonly onDidChangeFindings = this.findingsChanged.event;
  /** Whether the server is at something that takes long. */
  readonly onDidChangeWork = this.workChanged.event;

  constructor(
    private readonly extensionFolder: string,
    private readonly output: vscode.LogOutputChannel,
  ) {}

  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  restart(): Promise<void> {
    this.abortStart();
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    this.abortStart();
    return this.enqueue(() => this.stopNow());
  }

  dispose(): void {
    void this.stop();
    for (const emitter of [this.stateChanged, this.findingsChanged, this.workChanged]) emitter.dispose();
  }

  /** The program, or why there is none. */
  binary(): Binary {
    return resolveBinary({
      configured: configuredPath(section()),
      extensionFolder: this.extensionFolder,
      workspaceFolder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: homedir(),
      searchPath: process.env['PATH'] ?? '',
      platform: process.platform,
    });
  }

  /** Sends `workspace/executeCommand`; rejects when the server is not running. */
  async execute<Result>(command: string, args: unknown[], token?: vscode.CancellationToken): Promise<Result> {
    await this.queue;
    if (!this.client?.isRunning()) {
      throw new Error('the Bartizan server is not running');
    }
    const params = { command, arguments: args };
    return (await this.client.sendRequest(ExecuteCommandRequest.type, params, token)) as Result;
  }

  /** Tells a running server the settings; one that starts reads them by itself. */
  async sendSettings(): Promise<void> {
    if (this.client?.isRunning()) {
      await this.client.sendNotification(DidChangeConfigurationNotification.type, { settings: currentSettings() });
    }
  }

  /** Writes a line to the output of the extension. */
  log(line: string): void {
    this.output.info(line);
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => this.output.error(String(error)));
    return this.queue;
  }

  /** A server that hangs while it starts would keep the queue from going on. */
  private abortStart(): void {
    if (this.client?.state === State.Starting) this.process?.kill();
  }

  private async startNow(): Promise<void> {
    this.stateChanged.fire({ kind: 'starting' });
    const binary = this.binary();
    if ('problem' in binary) {
      this.fail(binary.problem);
      return;
    }
    this.output.info(`Starting ${binary.path}`);
    this.lastWords = '';
    const client = this.createClient(binary.path);
    this.client = client;
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      this.process?.kill();
    }, START_LIMIT_MS);
    this.startingNow = true;
    try {
      client.onNotification('bartizan/findingsChanged', () => this.findingsChanged.fire());
      await client.start();
      this.stateChanged.fire({ kind: 'ready' });
    } catch (error) {
      this.process?.kill();
      const reason = late ? `no answer within ${START_LIMIT_MS / 1000} seconds` : this.lastWords || message(error);
      this.fail(`${binary.path} did not start: ${reason}`);
    } finally {
      this.startingNow = false;
      clearTimeout(limit);
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.isRunning()) {
      // Reported by the client; the process is ended in either case.
      await client.stop().catch(() => undefined);
    }
    this.process?.kill();
    this.process = undefined;
    this.work.clear();
    this.workChanged.fire(false);
  }

  private createClient(command: string): BartizanClient {
    const client: BartizanClient = new BartizanClient(() => this.spawn(command), {
      documentSelector: DOCUMENT_SELECTOR,
      initializationOptions: currentSettings,
      outputChannel: this.output,
      traceOutputChannel: traceChannel(this.output, () => section().get('trace.server', 'off') !== 'off'),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: 'bartizan',
      initializationFailedHandler: () => false,
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          linkPages(diagnostics);
          next(uri, diagnostics);
        },
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          if (report && 'items' in report) linkPages(report.items);
          return report;
        },
        provideWorkspaceDiagnostics: (previous, token, reporter, next) =>
          next(previous, token, (chunk) => {
            for (const report of chunk?.items ?? []) if ('items' in report) linkPages(report.items);
            reporter(chunk);
          }),
        handleWorkDoneProgress: (token, params, next) => {
          if (params.kind === 'begin') this.work.add(token);
          if (params.kind === 'end') this.work.delete(token);
          this.workChanged.fire(this.work.size > 0);
          next(token, params);
        },
        workspace: {
          // `sendSettings` tells every change, whether or not the server registers for changes.
          didChangeConfiguration: () => Promise.resolve(),
          configuration: ({ items }) => items.map((item) => (item.section === SECTION ? currentSettings().bartizan : null)),
        },
      },
      errorHandler: errorHandler(
        () => client,
        () => this.fail(`the server ended too often${this.lastWords && `: ${this.lastWords}`}`),
      ),
      stdioOptions: { stdout: () => undefined, stderr: (input) => this.logErrors(input) },
    });
    client.onDidChangeState(({ newState }) => this.clientChanged(client, newState));
    return client;
  }

  /** Follows a server that died and is started again by the client. */
  private clientChanged(client: BartizanClient, state: State): void {
    if (client !== this.client || this.startingNow) return;
    if (state === State.Starting) {
      this.stateChanged.fire({ kind: 'starting' });
    } else if (state === State.Running) {
      this.stateChanged.fire({ kind: 'ready' });
    } else if (state === State.StartFailed) {
      this.fail(`the server ended and did not start again${this.lastWords && `: ${this.lastWords}`}`);
    }
  }

  private spawn(command: string): Promise<ChildProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, ['lsp', '--stdio'], { stdio: 'pipe' });
      this.process = child;
      child.once('spawn', () => resolve(child));
      child.once('error', reject);
    });
  }

  private logErrors(input: NodeJS.ReadableStream): void {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() !== '') this.lastWords = line.trim();
      this.output.warn(line);
    });
  }

  private fail(reason: string): void {
    this.output.error(reason);
    this.stateChanged.fire({ kind: 'error', reason });
    const [showOutput, openSettings] = ['Show Output', 'Open Settings'];
    void vscode.window.showErrorMessage(`Bartizan: ${reason}`, showOutput, openSettings).then((choice) => {
      if (choice === showOutput) this.output.show();
      if (choice === openSettings) void vscode.commands.executeCommand('workbench.action.openSettings', 'bartizan.path');
    });
  }
}

/** Starts a server that died again, within the library's limit, but never one that has not yet been up. */
function errorHandler(client: () => BartizanClient, gaveUp: () => void): ErrorHandler {
  let usual: ErrorHandler | undefined;
  const handler = (): ErrorHandler => (usual ??= client().createDefaultErrorHandler());
  return {
    error: (error, text, count) => handler().error(error, text, count),
    closed: async () => {
      if (client().state === State.Starting) {
        return { action: CloseAction.DoNotRestart, handled: true };
      }
      const result = await handler().closed();
      if (result.action === CloseAction.DoNotRestart) gaveUp();
      return { ...result, handled: true };
    },
  };
}

function currentSettings(): ServerSettings {
  return serverSettings(section(), vscode.workspace.isTrusted);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
