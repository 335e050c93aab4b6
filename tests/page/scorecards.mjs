// The pages under test: a platform that has come some way, with long names, and one of which nothing is known; the
// scorecard of each, and its findings.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LONG_TEAM = 'Citizen Portal and Shared Digital Services Delivery Team (Department of Revenue and Land Records)';
const LONG_LINK = `https://wiki.example.org/${'annexes-and-signatures-'.repeat(12)}register.pdf`;

const CONFIGURATION = `
[fleet]
platforms = ["terraform", "kubernetes", "keycloak"]
complete = ["kubernetes"]

[[owners]]
path = "kubernetes/**"
owner = "${LONG_TEAM}"

[[exceptions]]
policy = "KC-006"
path = "**"
reason = "The pilot has no passwords of its own"
owner = "Security & Legal Team"
until = "2026-12-31"
`;

const HOSTILE = `
apiVersion: v1
kind: Pod
metadata: {name: "<script>window.ran = true</script><img src=x onerror='window.ran = true'>", namespace: '"><b>'}
spec:
  containers:
    # bartizan: ignore[K8S-017] <i>pinned</i> until=2026-12-31
    - {name: "</pre>${'x'.repeat(300)}", image: "nginx:latest", securityContext: {privileged: true}}
`;

const attestation = (row, owner, evidence, expires) => `
  - row: ${row}
    statement: "It holds, <b>as</b> \`stated\`."
    owner: ${owner}
    evidence: ${evidence}
    date: 2026-01-31
    expires: ${expires}`;

const ATTESTATIONS = `attestations:${[
  attestation('M1G1', 'Security & Legal Team', 'https://wiki.example.org/owner', '2027-01-31'),
  attestation('M1G2', 'Security & Legal Team', LONG_LINK, '2026-05-31'),
  attestation('M1G3', LONG_TEAM, 'docs/access.xlsx', '2026-07-01'),
].join('')}
not_applicable:
  - {row: M3G2, reason: No new projects are begun., owner: Security & Legal Team, expires: 2027-12-31}
`;

/** What the binary prints. */
function scorecard(folder, ...options) {
  const all = ['maturity', '--today', '2026-06-15', ...options];
  return execFileSync(process.env.BARTIZAN, all, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** The page of the findings. */
function findings(folder, ...options) {
  const all = ['check', '--format', 'html', '--exit-zero', '--today', '2026-06-15', ...options];
  const done = spawnSync(process.env.BARTIZAN, all, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (![0, 3].includes(done.status)) throw new Error(done.stderr);
  return done.stdout;
}

/**
 * Writes the pages.
 * @returns {{full: string, empty: string, findings: string, clean: string, folder: string}} their addresses, and the
 * folder that holds them.
 */
export function pages() {
  const folder = mkdtempSync(join(tmpdir(), 'bartizan-page-'));
  const project = join(folder, 'project');
  mkdirSync(join(project, '.git'), { recursive: true });
  mkdirSync(join(project, 'history'));
  for (const name of ['keycloak', 'kubernetes', 'terraform']) {
    cpSync(`examples/${name}`, join(project, name), { recursive: true });
  }
  writeFileSync(join(project, 'bartizan.toml'), CONFIGURATION);
  ['2026-02-15', '2026-03-15', '2026-04-15', '2026-05-15'].forEach((day, at) => {
    const ignored = ['K8S-*', 'KC-*', 'TF-*', 'SEC-*'].slice(0, at).flatMap((glob) => ['--ignore', glob]);
    const text = scorecard(project, '--format', 'json', ...ignored).replace('"2026-06-15"', `"${day}"`);
    writeFileSync(join(project, 'history', `${day}.json`), text);
  });
  writeFileSync(join(project, 'bartizan-attestations.yaml'), ATTESTATIONS);
  mkdirSync(join(folder, 'nothing/.git'), { recursive: true });
  const faulty = join(folder, 'faulty');
  cpSync(project, faulty, { recursive: true });
  writeFileSync(join(faulty, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
  writeFileSync(join(faulty, 'hostile.yaml'), HOSTILE);
  const write = (name, text) => {
    writeFileSync(join(folder, name), text);
    return `file://${join(folder, name)}`;
  };
  return {
    folder,
    full: write('full.html', scorecard(project, '--format', 'html', '--history', 'history')),
    empty: write('empty.html', scorecard(join(folder, 'nothing'), '--format', 'html')),
    findings: write('findings.html', findings(faulty, '--undetermined', '--profile', 'strict')),
    clean: write('clean.html', findings(join(folder, 'nothing'))),
  };
}
