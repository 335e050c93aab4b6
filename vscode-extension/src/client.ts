// The language client: the library's, with the notifications, commands and trace that this extension wants.
import * as vscode from 'vscode';
import {
  type DynamicFeature,
  type ExecuteCommandOptions,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  type StaticFeature,
} from 'vscode-languageclient/node';

/** Commands of the server that the extension itself offers under the same name, or asks for what it shows. */
const OWN_COMMANDS = new Set([
  'bartizan.scanWorkspace',
  'bartizan.explain',
  'bartizan.runTest',
  'bartizan.findings',
  'bartizan.scorecard',
]);

export class BartizanClient extends LanguageClient {
  constructor(server: ServerOptions, options: LanguageClientOptions) {
    super('bartizan', 'Bartizan', server, options);
  }

  /** The library makes a VS Code command of each command of the server; a name that is taken would fail the start. */
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if (isExecuteCommand(feature)) {
      const register = feature.register.bind(feature);
      feature.register = (data) => {
        const commands = data.registerOptions.commands.filter((command) => !OWN_COMMANDS.has(command));
        register({ ...data, registerOptions: { ...data.registerOptions, commands } });
      };
    }
    super.registerFeature(feature);
  }

  /** Whoever starts the client says why it is not running; here that is only logged. */
  override error(message: string, data?: unknown, notify?: boolean | 'force'): void {
    super.error(message, data, this.isRunning() ? notify : false);
  }
}

function isExecuteCommand(
  feature: StaticFeature | DynamicFeature<unknown>,
): feature is DynamicFeature<ExecuteCommandOptions> {
  return 'registrationType' in feature && feature.registrationType.method === ExecuteCommandRequest.method;
}

/**
 * The channel for the trace of the protocol. The library traces only into a channel whose log level is
 * `Trace`; here the setting `bartizan.trace.server` alone decides, and the lines go to the output channel.
 */
export function traceChannel(output: vscode.LogOutputChannel, enabled: () => boolean): vscode.LogOutputChannel {
  return new Proxy(output, {
    get(target, key): unknown {
      if (key === 'logLevel') return vscode.LogLevel.Trace;
      if (key === 'trace') {
        return (message: string) => {
          if (enabled()) target.info(message);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
