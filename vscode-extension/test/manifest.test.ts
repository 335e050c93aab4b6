// The manifest names files, commands and views: each must exist.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';

interface Named {
  command?: string;
  submenu?: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  activationEvents: string[];
  contributes: {
    commands: { command: string }[];
    views: Record<string, { id: string; icon: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    menus: Record<string, Named[]>;
    submenus: { id: string }[];
    languages: { configuration: string }[];
    grammars: { path: string }[];
    jsonValidation: { url: string }[];
    yamlValidation: { url: string }[];
    tomlValidation: { url: string }[];
    walkthroughs: { id: string; steps: { description: string; media: { markdown: string }; completionEvents: string[] }[] }[];
  };
};
const { contributes } = manifest;
const views = Object.values(contributes.views).flat();
const commands = new Set([...contributes.commands.map(({ command }) => command), ...views.map(({ id }) => `${id}.focus`)]);
const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'))
  .join('\n');

test('every file that is named is there', () => {
  const files = [
    ...views.map(({ icon }) => icon),
    ...contributes.languages.map(({ configuration }) => configuration),
    ...contributes.grammars.map(({ path }) => path),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
  ];
  assert.ok(files.length > 8);
  for (const file of files) assert.ok(existsSync(file), file);
});

test('schemas are those of the documentation', () => {
  const urls = [...contributes.jsonValidation, ...contributes.yamlValidation, ...contributes.tomlValidation].map(({ url }) => url);
  for (const url of urls) assert.ok(existsSync(`../docs/${basename(url)}`), url);
});

test('every command that a menu, a welcome or a walkthrough names exists', () => {
  const texts = [
    ...contributes.viewsWelcome.map(({ contents }) => contents),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap((step) => [step.description, ...step.completionEvents])),
  ].join('\n');
  const linked = [...texts.matchAll(/(?:\(command|onCommand):([\w.]+)/g)].map(([, command]) => command ?? '');
  const listed = Object.values(contributes.menus).flat().map(({ command }) => command).filter((command) => command !== undefined);
  const submenus = new Set(contributes.submenus.map(({ id }) => id));
  for (const command of [...linked, ...listed].filter((command) => !submenus.has(command))) assert.ok(commands.has(command), command);
});

test('every command has a handler', () => {
  for (const { command } of contributes.commands) {
    const [, short] = /^bartizan\.(.+)$/.exec(command) ?? [];
    const grouping = command.startsWith('bartizan.groupBy.') && source.includes('`bartizan.groupBy.${by}`');
    assert.ok(grouping || source.includes(`command('${short}'`) || source.includes(`registerCommand('${command}'`), command);
  }
});

test('links of the walkthrough and of the welcome run commands, and lead nowhere else', () => {
  const texts = [
    ...contributes.viewsWelcome.map(({ contents }) => contents),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
    ...readdirSync('walkthrough').map((name) => readFileSync(`walkthrough/${name}`, 'utf8')),
  ];
  for (const text of texts) assert.doesNotMatch(text, /https?:/);
});
