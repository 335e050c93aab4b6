// Makes the packages for npm: `bartizan`, which starts the binary, and one package with it for each platform.
//
//   node packaging/npm/pack.mjs OUT [PLATFORM=BINARY…]
//
// writes OUT/bartizan-VERSION.tgz, and OUT/bartizan-PLATFORM-VERSION.tgz for each platform named.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-arm64', 'win32-x64'];
const here = dirname(fileURLToPath(import.meta.url));
const workspace = join(here, '../..');
const version = /^\[workspace\.package\]\nversion = "(.+)"$/m.exec(readFileSync(join(workspace, 'Cargo.toml'), 'utf8'))[1];
const common = {
  version,
  license: 'Apache-2.0',
  homepage: 'https://github.com/bartizan-rs/bartizan',
  repository: { type: 'git', url: 'git+https://github.com/bartizan-rs/bartizan.git' },
};

const [out, ...built] = process.argv.slice(2);
if (!out) throw new Error('usage: pack.mjs OUT [PLATFORM=BINARY…]');
mkdirSync(out, { recursive: true });

pack({
  name: 'bartizan',
  description: 'Policy checks for Terraform, Kubernetes manifests, Helm charts and Keycloak realms',
  keywords: ['policy-as-code', 'security', 'terraform', 'kubernetes', 'helm', 'keycloak', 'rego', 'linter'],
  bin: { bartizan: 'bin/bartizan.js' },
  engines: { node: '>=18' },
  optionalDependencies: Object.fromEntries(PLATFORMS.map((platform) => [`@bartizan/${platform}`, version])),
}, { 'bin/bartizan.js': join(here, 'bartizan.js'), 'README.md': join(workspace, 'packaging/README.md') });

for (const [platform, binary] of built.map((argument) => argument.split('='))) {
  if (!PLATFORMS.includes(platform) || !binary) throw new Error(`not PLATFORM=BINARY of ${PLATFORMS.join(', ')}`);
  const [os, cpu] = platform.split('-');
  pack({
    name: `@bartizan/${platform}`,
    description: `The binary of bartizan for ${platform}`,
    os: [os],
    cpu: [cpu],
    // Yarn may keep packages zipped, and nobody can start what is in there.
    preferUnplugged: true,
  }, { [os === 'win32' ? 'bin/bartizan.exe' : 'bin/bartizan']: binary });
}

/** Packs `files` (path in the package → file) with a package.json of `manifest`. */
function pack(manifest, files) {
  const folder = mkdtempSync(join(tmpdir(), 'bartizan-npm-'));
  try {
    mkdirSync(join(folder, 'bin'));
    for (const [path, source] of Object.entries({ ...files, LICENSE: join(workspace, 'LICENSE') })) {
      copyFileSync(source, join(folder, path));
      if (path.startsWith('bin/')) chmodSync(join(folder, path), 0o755);
    }
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, ...common }, null, 2)}\n`);
    execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(out)], {
      cwd: folder,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
