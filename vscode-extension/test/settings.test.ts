import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configuredPath, type Section, serverSettings } from '../src/settings';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { configuration: { properties: Record<string, { default: unknown; enum?: string[] }> } };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
};
const properties = manifest.contributes.configuration.properties;

/** A section that holds `values` over the defaults of package.json. */
function config(values: Record<string, unknown> = {}): Section {
  const get = (key: string): unknown => (key in values ? values[key] : properties[`bartizan.${key}`]?.default);
  return { get: get as Section['get'] };
}

test('the defaults are those of the manifest', () => {
  assert.deepEqual(serverSettings(config(), true), {
    bartizan: { minSeverity: 'info', undetermined: false, excused: false, workspaceDiagnostics: false, trusted: true },
  });
});

test('each setting reaches the server', () => {
  const values = { minSeverity: 'high', undetermined: true, excused: true, workspaceDiagnostics: true };
  assert.deepEqual(serverSettings(config(values), false), {
    bartizan: { minSeverity: 'high', undetermined: true, excused: true, workspaceDiagnostics: true, trusted: false },
  });
});

test('every severity that the manifest offers is passed on', () => {
  for (const minSeverity of properties['bartizan.minSeverity']?.enum ?? []) {
    assert.equal(serverSettings(config({ minSeverity }), true).bartizan.minSeverity, minSeverity);
  }
});

test('a value of the wrong kind counts as not given', () => {
  const values = { minSeverity: 'hgih', undetermined: 'yes', excused: 'no', workspaceDiagnostics: 1 };
  assert.deepEqual(serverSettings(config(values), true), serverSettings(config(), true));
});

test('settings that are the client\'s own stay with the client', () => {
  const sent = serverSettings(config({ path: '/opt/bartizan', 'trace.server': 'verbose' }), true);
  assert.deepEqual(Object.keys(sent.bartizan).sort(), ['excused', 'minSeverity', 'trusted', 'undetermined', 'workspaceDiagnostics']);
});

test('the path is trimmed, and empty unless it is text', () => {
  assert.equal(configuredPath(config()), '');
  assert.equal(configuredPath(config({ path: ' /opt/bartizan ' })), '/opt/bartizan');
  assert.equal(configuredPath(config({ path: null })), '');
});

test('the path is out of reach of a workspace that is not trusted', () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ['bartizan.path']);
});
