import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Binary, type BinaryRequest, resolveBinary } from '../src/binary';

const root = mkdtempSync(join(tmpdir(), 'bartizan-binary-'));
after(() => rmSync(root, { recursive: true }));

function file(path: string, mode = 0o755): string {
  const full = join(root, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, '', { mode });
  return full;
}

function resolve(request: Partial<BinaryRequest>): Binary {
  return resolveBinary({
    configured: '',
    extensionFolder: join(root, 'extension'),
    workspaceFolder: join(root, 'workspace'),
    home: join(root, 'home'),
    searchPath: `${join(root, 'first')}:${join(root, 'second')}`,
    platform: 'linux',
    ...request,
  });
}

test('without the setting, the binary of the extension', () => {
  const path = join(root, 'extension/server/bartizan');
  assert.deepEqual(resolve({}), { problem: `${path} (the binary that comes with the extension) does not exist.` });
  file('extension/server/bartizan', 0o644);
  assert.deepEqual(resolve({}), { problem: `${path} (the binary that comes with the extension) is not executable.` });
  chmodSync(path, 0o755);
  assert.deepEqual(resolve({}), { path });
});

test('on Windows the binary has its extension', () => {
  assert.deepEqual(resolve({ platform: 'win32' }), {
    problem: `${join(root, 'extension/server/bartizan.exe')} (the binary that comes with the extension) does not exist.`,
  });
});

test('an absolute path is taken as it is', () => {
  const path = file('opt/bartizan');
  assert.deepEqual(resolve({ configured: path }), { path });
  assert.deepEqual(resolve({ configured: `${path}-old` }), { problem: `${path}-old (bartizan.path) does not exist.` });
});

test('a folder is no binary', () => {
  mkdirSync(join(root, 'folder'));
  assert.deepEqual(resolve({ configured: join(root, 'folder') }), { problem: `${join(root, 'folder')} (bartizan.path) does not exist.` });
});

test('a file that may not be run is named as such', () => {
  const path = file('opt/plain', 0o644);
  assert.deepEqual(resolve({ configured: path }), { problem: `${path} (bartizan.path) is not executable.` });
});

test('the home folder and the workspace folder are expanded', () => {
  const home = file('home/bin/bartizan');
  const workspace = file('workspace/target/debug/bartizan');
  assert.deepEqual(resolve({ configured: '~/bin/bartizan' }), { path: home });
  assert.deepEqual(resolve({ configured: '${workspaceFolder}/target/debug/bartizan' }), { path: workspace });
  assert.deepEqual(resolve({ configured: 'target/debug/bartizan' }), { path: workspace });
  assert.deepEqual(resolve({ configured: './target/debug/bartizan' }), { path: workspace });
});

test('a relative path needs a folder', () => {
  for (const configured of ['./bartizan', '${workspaceFolder}/bartizan']) {
    assert.deepEqual(resolve({ configured, workspaceFolder: undefined }), {
      problem: `bartizan.path is ${configured}, but no folder is open that it could be relative to.`,
    });
  }
});

test('a bare name is looked up in PATH, past what cannot be run, never in the workspace', () => {
  file('workspace/bartizan-dev');
  const searchPath = ['', '.', join(root, 'first'), join(root, 'second')].join(':');
  assert.deepEqual(resolve({ configured: 'bartizan-dev', searchPath }), {
    problem: 'bartizan.path is bartizan-dev, but no such program is in PATH.',
  });
  file('first/bartizan-dev', 0o644);
  const path = file('second/bartizan-dev');
  assert.deepEqual(resolve({ configured: 'bartizan-dev', searchPath }), { path });
});
