// Bundles the extension into dist/extension.js; with the argument `test`, the unit tests into dist/test/.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const common = { absWorkingDir: root, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'warning' };

if (process.argv[2] === 'test') {
  rmSync(join(root, 'dist/test'), { force: true, recursive: true });
  await build({
    ...common,
    entryPoints: readdirSync(join(root, 'test')).filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name}`),
    outdir: 'dist/test',
    alias: { vscode: './test/vscode.ts' },
    sourcemap: 'inline',
    // The stand-in holds only what the tests reach.
    logOverride: { 'import-is-undefined': 'silent' },
  });
} else {
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    minify: true,
    metafile: true,
  });
  writeFileSync(join(root, 'dist/NOTICES.txt'), notices(Object.keys(metafile.inputs)));
}

/** The licences of the packages that are in the bundle. */
function notices(inputs) {
  const packages = new Set(inputs.map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean));
  const pages = [...packages].sort().map((path) => {
    const { name, version } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const licence = readdirSync(join(root, path)).find((file) => /^licen[cs]e/i.test(file));
    if (!licence) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(root, path, licence), 'utf8').trim()}\n`;
  });
  return `The bundled extension contains these packages.\n\n${pages.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
