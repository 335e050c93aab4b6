// The settings of the extension, and what of them the server is told.
import * as vscode from 'vscode';

export const SECTION = 'bartizan';

/** The most severe first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the server is sent: as `initializationOptions` and by `workspace/didChangeConfiguration`. */
export interface ServerSettings {
  bartizan: {
    /** The least severity that is shown. */
    minSeverity: Severity;
    /** Whether policies that could not be decided are shown. */
    undetermined: boolean;
    /** Whether findings are shown that a comment, an exception or the baseline excuses. */
    excused: boolean;
    /** Whether files that are not open get diagnostics. */
    workspaceDiagnostics: boolean;
    /** Whether the user trusts the workspace: if not, the server loads none of its policies. */
    trusted: boolean;
  };
}

/** A section of settings, as `vscode.workspace.getConfiguration` gives it. */
export type Section = Pick<vscode.WorkspaceConfiguration, 'get'>;

export function section(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration(SECTION);
}

/** Settings are free text in a file: a value of the wrong type or name counts as not given. */
export function serverSettings(config: Section, trusted: boolean): ServerSettings {
  const severity = config.get<unknown>('minSeverity');
  return {
    bartizan: {
      minSeverity: SEVERITIES.find((known) => known === severity) ?? 'info',
      undetermined: config.get<unknown>('undetermined') === true,
      excused: config.get<unknown>('excused') === true,
      workspaceDiagnostics: config.get<unknown>('workspaceDiagnostics') === true,
      trusted,
    },
  };
}

/** The configured binary; empty when the bundled one is to be used. */
export function configuredPath(config: Section): string {
  const path = config.get<unknown>('path');
  return typeof path === 'string' ? path.trim() : '';
}
