import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanMessage } from '../src/scan';

test('the result of a scan as a sentence', () => {
  assert.equal(scanMessage({ files: 12, findings: 3 }), 'Bartizan: 3 findings in 12 files');
  assert.equal(scanMessage({ files: 1, findings: 1 }), 'Bartizan: 1 finding in 1 file');
  assert.equal(scanMessage({ files: 0, findings: 0 }), 'Bartizan: 0 findings in 0 files');
});
