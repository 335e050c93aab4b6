import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { failurePage, themed } from '../src/scorecard';

const style = readFileSync('../engine/src/page/base.css', 'utf8');

test('the page is dark where the editor is, whatever the system says', () => {
  const page = themed(`<html><head><style>${style}</style></head><body></body></html>`);
  assert.ok(style.includes('prefers-color-scheme'));
  assert.ok(!page.includes('prefers-color-scheme'));
  assert.match(page, /:root:has\(body\.vscode-dark, [^{]*\) \{\s*--paper: #10141c/);
  assert.match(page, /--vscode-editor-background[^]*<\/style><\/head><body>/);
});

test('a failure is text in a page that may load nothing', () => {
  const page = failurePage('<script>alert(1)</script> & more');
  assert.ok(page.includes("default-src 'none'"));
  assert.ok(page.includes('&lt;script>alert(1)&lt;/script> &amp; more'));
});
