// The findings as the server lists them, and how the view arranges them. Nothing here needs the editor.
import { SEVERITIES, type Severity } from '../settings';

export interface Position {
  line: number;
  character: number;
}

/** One finding of the answer to `bartizan.findings`. */
export interface Finding {
  policy: string;
  title: string;
  severity: Severity;
  message: string;
  /** The team that mends it. */
  owner: string;
  /** Level of the maturity model, if the policy serves one. */
  level: number | undefined;
  /** `new` counts; `baseline` and `suppressed` are excused; `undetermined` depends on an unknown value. */
  state: string;
  uri: string;
  range: { start: Position; end: Position };
  /** What it is about, `Deployment/web` for instance. */
  address: string;
  fingerprint: string;
}

export const GROUPINGS = ['team', 'level', 'policy', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  /** Unique among the groups of a grouping, the same after a change of the findings. */
  key: string;
  label: string;
  /** The most severe first, then by file and place. */
  findings: Finding[];
}

/** What of the findings is shown. */
export interface Filter {
  minSeverity: Severity;
  /** Whether findings are shown that depend on an unknown value. */
  undetermined: boolean;
  /** Whether findings are shown that a comment, an exception or the baseline excuses. */
  excused: boolean;
  /** The open files, if only theirs are shown. */
  files: ReadonlySet<string> | undefined;
}

/** The findings in the server's answer; what has not the shape of a finding is left out. */
export function parseFindings(answer: unknown): Finding[] {
  const list = (answer as { findings?: unknown } | null)?.findings;
  return Array.isArray(list) ? list.map(finding).filter((found) => found !== undefined) : [];
}

function finding(value: unknown): Finding | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const text = (key: string): string => (typeof given[key] === 'string' ? given[key] : '');
  const severity = SEVERITIES.find((known) => known === given['severity']);
  const range = given['range'] as Finding['range'] | undefined;
  if (severity === undefined || text('policy') === '' || text('uri') === '' || !isPosition(range?.start) || !isPosition(range.end)) {
    return undefined;
  }
  return {
    policy: text('policy'),
    title: text('title'),
    severity,
    message: text('message'),
    owner: text('owner'),
    level: typeof given['level'] === 'number' ? given['level'] : undefined,
    state: text('state'),
    uri: text('uri'),
    range,
    address: text('address'),
    fingerprint: text('fingerprint'),
  };
}

function isPosition(value: unknown): value is Position {
  const position = value as Position | undefined;
  return Number.isInteger(position?.line) && Number.isInteger(position?.character);
}

/** Whether a finding counts: it is decided, and nothing excuses it. */
export function counts({ state }: Finding): boolean {
  return state === 'new';
}

export function shown(findings: readonly Finding[], { minSeverity, undetermined, excused, files }: Filter): Finding[] {
  const least = SEVERITIES.indexOf(minSeverity);
  return findings.filter((finding) => {
    const state = counts(finding) || (finding.state === 'undetermined' ? undetermined : excused);
    return state && SEVERITIES.indexOf(finding.severity) <= least && (files === undefined || files.has(finding.uri));
  });
}

/** Number of findings that count, of each severity that occurs, the most severe first. */
export function bySeverity(findings: readonly Finding[]): [Severity, number][] {
  return SEVERITIES.map((severity): [Severity, number] => [
    severity,
    findings.filter((finding) => counts(finding) && finding.severity === severity).length,
  ]).filter(([, count]) => count > 0);
}

/** `2 critical, 1 low`; what does not count is told apart. */
export function summary(findings: readonly Finding[]): string {
  const parts = bySeverity(findings).map(([severity, count]) => `${count} ${severity}`);
  const undetermined = findings.filter(({ state }) => state === 'undetermined').length;
  const excused = findings.filter((finding) => !counts(finding)).length - undetermined;
  if (undetermined > 0) parts.push(`${undetermined} undetermined`);
  if (excused > 0) parts.push(`${excused} excused`);
  return parts.join(', ');
}

/** The groups in the order of their names, levels by number; files are named by `nameOf`. */
export function group(findings: readonly Finding[], by: Grouping, nameOf: (uri: string) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const [key, label] = placeOf(finding, by, nameOf);
    const found = groups.get(key);
    if (found) found.findings.push(finding);
    else groups.set(key, { key, label, findings: [finding] });
  }
  const sorted = [...groups.values()].sort((a, b) => compare(a.label, b.label) || compare(a.key, b.key));
  for (const { findings } of sorted) findings.sort(bySeverityThenPlace);
  return sorted;
}

function placeOf(finding: Finding, by: Grouping, nameOf: (uri: string) => string): [key: string, label: string] {
  switch (by) {
    case 'team':
      return [`team ${finding.owner}`, finding.owner || 'No team'];
    case 'level':
      return [`level ${finding.level ?? ''}`, finding.level === undefined ? 'No level' : `Level ${finding.level}`];
    case 'policy':
      return [`policy ${finding.policy}`, finding.title === '' ? finding.policy : `${finding.policy} ${finding.title}`];
    case 'file':
      return [`file ${finding.uri}`, nameOf(finding.uri)];
  }
}

function bySeverityThenPlace(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.uri, b.uri) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.character - b.range.start.character ||
    compare(a.policy, b.policy)
  );
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
