import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DOCUMENT_SELECTOR, LANGUAGES } from '../src/selector';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { activationEvents: string[] };

test('a document of every language wakes the extension', () => {
  const waking = manifest.activationEvents.flatMap((event) => event.match(/^onLanguage:(.*)$/)?.[1] ?? []);
  assert.deepEqual(waking.sort(), [...LANGUAGES].sort());
});

test('the languages of Terraform and OpenTofu are among them', () => {
  for (const language of ['terraform', 'terraform-vars', 'opentofu', 'opentofu-vars', 'hcl']) {
    assert.ok(LANGUAGES.includes(language), language);
  }
});

test('the languages of charts are among them', () => {
  for (const language of ['helm', 'yaml', 'gotmpl']) assert.ok(LANGUAGES.includes(language), language);
});

test('templates, helpers and notes of charts are told by their names, whatever language they are taken for', () => {
  const patterns = DOCUMENT_SELECTOR.flatMap((filter) => ('pattern' in filter ? [filter.pattern] : []));
  const named = (ending: string): boolean => patterns.some((pattern) => pattern.match(/\{(.*)\}/)?.[1]?.split(',').includes(ending));
  assert.ok(named('tpl') && named('yaml') && named('yml'));
  assert.ok(patterns.includes('**/templates/**/*.txt'));
});

test('files of Terraform are told by their names where no extension knows them', () => {
  const patterns = DOCUMENT_SELECTOR.flatMap((filter) => ('pattern' in filter ? [filter.pattern] : []));
  for (const ending of ['tf', 'tofu', 'tfvars', 'json']) {
    assert.ok(patterns.some((pattern) => pattern.match(/\{(.*)\}/)?.[1]?.split(',').includes(ending)), ending);
  }
});
