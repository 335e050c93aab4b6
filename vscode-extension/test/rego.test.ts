import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marks, type TestResult } from '../src/rego';

const module = ['package a_test', '', 'test_first if true', 'test_second if {', '  test_helper', '}', 'test_first if false', 'helper if true'];

const result: TestResult = {
  passed: false,
  message: '1 of 2 tests failed',
  failed: [{ test: 'test_first', message: 'a_test.rego:7: false\n  more' }],
  coverage: {},
};

test('each rule of a test that was run is marked', () => {
  assert.deepEqual(marks(module, { uri: 'file:///a_test.rego' }, result), [
    { line: 2, passed: false, text: 'failed: a_test.rego:7: false' },
    { line: 3, passed: true, text: 'passed' },
    { line: 6, passed: false, text: 'failed: a_test.rego:7: false' },
  ]);
});

test('of one test only that one is marked', () => {
  const found = marks(module, { uri: 'file:///a_test.rego', test: 'test_second' }, { ...result, passed: true, failed: [] });
  assert.deepEqual(found.map(({ line }) => line), [3]);
});
