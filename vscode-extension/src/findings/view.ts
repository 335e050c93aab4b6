// The view *Findings*: the findings of the workspace as a tree of groups.
import * as vscode from 'vscode';
import { type Severity, section, serverSettings } from '../settings';
import type { StatusBar } from '../status';
import { bySeverity, type Filter, type Finding, type Group, type Grouping, GROUPINGS, counts, group, shown, summary } from './model';
import type { FindingsStore } from './store';

const VIEW = 'bartizan.findings';
/** Where the choices of the user are kept, and by which the manifest's `when` clauses know them. */
const GROUPING = 'bartizan.groupBy';
const ONLY_OPEN = 'bartizan.onlyOpenFiles';

type Node = { kind: 'group'; group: Group } | { kind: 'finding'; finding: Finding };

const ICONS: Record<Severity, [icon: string, color: string]> = {
  critical: ['error', 'list.errorForeground'],
  high: ['error', 'list.errorForeground'],
  medium: ['warning', 'list.warningForeground'],
  low: ['info', 'charts.blue'],
  info: ['lightbulb', 'foreground'],
};

function severityIcon(finding: Finding): vscode.ThemeIcon {
  if (finding.state === 'undetermined') return new vscode.ThemeIcon('question');
  if (!counts(finding)) return new vscode.ThemeIcon('pass');
  const [icon, color] = ICONS[finding.severity];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

export class FindingsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
  private grouping: Grouping;
  private onlyOpen: boolean;
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly store: FindingsStore,
    private readonly status: StatusBar,
    private readonly memory: vscode.Memento,
  ) {
    const kept = memory.get<unknown>(GROUPING);
    this.grouping = GROUPINGS.find((known) => known === kept) ?? 'team';
    this.onlyOpen = memory.get<unknown>(ONLY_OPEN) === true;
    this.view = vscode.window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      this.view,
      store.onDidChange(() => this.refresh()),
      vscode.window.tabGroups.onDidChangeTabs(() => {
        if (this.onlyOpen) this.refresh();
      }),
      ...GROUPINGS.map((by) => vscode.commands.registerCommand(`bartizan.groupBy.${by}`, () => this.groupBy(by))),
      vscode.commands.registerCommand('bartizan.showOnlyOpenFiles', () => this.showOnlyOpen(true)),
      vscode.commands.registerCommand('bartizan.showAllFiles', () => this.showOnlyOpen(false)),
      vscode.commands.registerCommand('bartizan.openFinding', openFinding),
      vscode.commands.registerCommand('bartizan.copyPolicyId', (node: Node) => copy(findingOf(node).policy)),
      vscode.commands.registerCommand('bartizan.copyFingerprint', (node: Node) => copy(findingOf(node).fingerprint)),
      vscode.commands.registerCommand('bartizan.explainFinding', (node: Node) =>
        vscode.commands.executeCommand('bartizan.explainPolicy', findingOf(node).policy),
      ),
    ];
    void this.tellChoices();
    this.refresh();
  }

  /** Shows what the settings and the store say now. */
  refresh(): void {
    const findings = this.findings(undefined);
    const errors = findings.filter((finding) => counts(finding) && ICONS[finding.severity][0] === 'error').length;
    this.view.badge = errors === 0 ? undefined : { value: errors, tooltip: `${errors} critical or high` };
    this.view.description = `by ${this.grouping}${this.onlyOpen ? ', open files' : ''}`;
    this.status.setCounts(bySeverity(findings));
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return group(this.findings(this.onlyOpen ? openFiles() : undefined), this.grouping, nameOf).map((group) => ({ kind: 'group', group }));
    }
    return node.kind === 'group' ? node.group.findings.map((finding) => ({ kind: 'finding', finding })) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node.group, this.grouping) : findingItem(node.finding, this.grouping);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }

  private findings(files: Filter['files']): Finding[] {
    const { minSeverity, undetermined, excused } = serverSettings(section(), true).bartizan;
    return shown(this.store.findings, { minSeverity, undetermined, excused, files });
  }

  private async groupBy(grouping: Grouping): Promise<void> {
    this.grouping = grouping;
    await this.memory.update(GROUPING, grouping);
    await this.tellChoices();
    this.refresh();
  }

  private async showOnlyOpen(onlyOpen: boolean): Promise<void> {
    this.onlyOpen = onlyOpen;
    await this.memory.update(ONLY_OPEN, onlyOpen);
    await this.tellChoices();
    this.refresh();
  }

  private async tellChoices(): Promise<void> {
    await vscode.commands.executeCommand('setContext', GROUPING, this.grouping);
    await vscode.commands.executeCommand('setContext', ONLY_OPEN, this.onlyOpen);
  }
}

function groupItem({ key, label, findings }: Group, by: Grouping): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  const [first] = findings;
  // Groups keep what is folded when their findings change; another grouping has other keys.
  item.id = key;
  item.description = summary(findings);
  item.contextValue = by;
  if (by === 'file' && first) {
    item.resourceUri = vscode.Uri.parse(first.uri);
    item.iconPath = vscode.ThemeIcon.File;
  } else if (by === 'policy' && first) {
    item.iconPath = severityIcon(first);
  } else {
    item.iconPath = new vscode.ThemeIcon(by === 'team' ? 'organization' : 'layers');
  }
  item.tooltip = `${label}: ${item.description}`;
  return item;
}

function findingItem(finding: Finding, by: Grouping): vscode.TreeItem {
  const place = `${nameOf(finding.uri)}:${finding.range.start.line + 1}`;
  const item = new vscode.TreeItem(by === 'policy' ? place : finding.message);
  item.description = {
    team: `${finding.policy} ${place}`,
    level: `${finding.policy} ${place}`,
    policy: finding.address,
    file: `${finding.policy} line ${finding.range.start.line + 1}`,
  }[by];
  item.iconPath = severityIcon(finding);
  item.contextValue = 'finding';
  const lines = [finding.message, `${finding.policy} (${finding.severity}) ${finding.title}`, finding.address, `${place}, ${finding.owner}`];
  item.tooltip = (counts(finding) ? lines : [...lines, finding.state]).join('\n');
  item.accessibilityInformation = { label: `${finding.severity}: ${finding.message}, ${place}` };
  item.command = { command: 'bartizan.openFinding', title: 'Open', arguments: [finding] };
  return item;
}

/** A path relative to the workspace. */
function nameOf(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

function findingOf(node: Node): Finding {
  const finding = node.kind === 'finding' ? node.finding : node.group.findings[0];
  if (finding === undefined) throw new Error('there is no finding here');
  return finding;
}

async function openFinding({ uri, range: { start, end } }: Finding): Promise<void> {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection, preview: true });
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}

/** The files that have a tab. */
function openFiles(): Set<string> {
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
  const uris = tabs.map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.toString() : undefined));
  return new Set(uris.filter((uri) => uri !== undefined));
}
