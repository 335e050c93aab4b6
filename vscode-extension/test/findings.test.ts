import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bySeverity, type Filter, type Finding, group, type Grouping, parseFindings, shown, summary } from '../src/findings/model';

const whole: Filter = { minSeverity: 'info', undetermined: true, excused: true, files: undefined };

function finding(given: Partial<Finding> & { line?: number }): Finding {
  const { line = 0, ...rest } = given;
  const range = { start: { line, character: 0 }, end: { line, character: 4 } };
  return {
    policy: 'K8S-003', title: 'Privileged containers', severity: 'high', message: 'runs privileged', owner: 'Platform', level: 1, state: 'new',
    uri: 'file:///a.yaml', range, address: 'Pod/web', fingerprint: 'f', ...rest,
  };
}

const all = [
  finding({ policy: 'K8S-010', title: 'Limits', severity: 'low', owner: 'Developers', level: 2, uri: 'file:///b.yaml' }),
  finding({ line: 9 }),
  finding({ line: 2 }),
  finding({ policy: 'KC-003', title: '', severity: 'critical', owner: '', level: undefined, uri: 'file:///realm.json' }),
  finding({ policy: 'K8S-020', title: 'Root', severity: 'critical', level: 10, state: 'suppressed' }),
];

const name = (uri: string): string => uri.replace('file:///', '');

const groups = (by: Grouping): Record<string, string[]> =>
  Object.fromEntries(group(all, by, name).map(({ label, findings }) => [
    label, findings.map(({ policy, uri, range }) => `${policy} ${name(uri)}:${range.start.line}`),
  ]));

test('the answer of the server is read, and what is no finding is left out', () => {
  const { level, ...rest } = finding({ line: 3 });
  const answer = { findings: [{ ...rest, level, layer: 'runtime' }, { ...rest, level: null }, { ...rest, severity: 'loud' }, { ...rest, range: null }, 7, null] };
  assert.deepEqual(parseFindings(answer), [finding({ line: 3 }), finding({ line: 3, level: undefined })]);
  for (const nothing of [null, undefined, {}, { findings: 'many' }, []]) assert.deepEqual(parseFindings(nothing), []);
});

test('by team, the most severe first, then by place', () => {
  assert.deepEqual(groups('team'), {
    Developers: ['K8S-010 b.yaml:0'],
    'No team': ['KC-003 realm.json:0'],
    Platform: ['K8S-020 a.yaml:0', 'K8S-003 a.yaml:2', 'K8S-003 a.yaml:9'],
  });
});

test('by level, in the order of numbers', () => {
  assert.deepEqual(Object.keys(groups('level')), ['Level 1', 'Level 2', 'Level 10', 'No level']);
});

test('by policy, with its title', () => {
  assert.deepEqual(Object.keys(groups('policy')), ['K8S-003 Privileged containers', 'K8S-010 Limits', 'K8S-020 Root', 'KC-003']);
});

test('by file', () => {
  assert.deepEqual(Object.keys(groups('file')), ['a.yaml', 'b.yaml', 'realm.json']);
});

test('what is shown: from a severity on, decided, not excused, in open files', () => {
  const kept = (filter: Partial<Filter>): string[] => shown(all, { ...whole, ...filter }).map(({ policy }) => policy);
  assert.equal(kept({}).length, 5);
  assert.deepEqual(kept({ minSeverity: 'critical' }), ['KC-003', 'K8S-020']);
  assert.deepEqual(kept({ excused: false }), ['K8S-010', 'K8S-003', 'K8S-003', 'KC-003']);
  assert.deepEqual(kept({ files: new Set(['file:///b.yaml']) }), ['K8S-010']);
  const unsure = [finding({ state: 'undetermined' })];
  assert.equal(shown(unsure, { ...whole, undetermined: false }).length, 0);
  assert.equal(shown(unsure, { ...whole, excused: false }).length, 1);
});

test('what is excused is not counted', () => {
  assert.deepEqual(bySeverity(all), [['critical', 1], ['high', 2], ['low', 1]]);
  assert.equal(summary(all), '1 critical, 2 high, 1 low, 1 excused');
  assert.equal(summary([finding({ state: 'undetermined' }), finding({ state: 'baseline' })]), '1 undetermined, 1 excused');
});
