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

test('files of Terraform are told by their names where no extension knows them', () => {
  const patterns = DOCUMENT_SELECTOR.flatMap((filter) => ('pattern' in filter ? [filter.pattern] : []));
  for (const ending of ['tf', 'tofu', 'tfvars', 'json']) {
    assert.ok(patterns.some((pattern) => pattern.match(/\{(.*)\}/)?.[1]?.split(',').includes(ending)), ending);
  }
});
