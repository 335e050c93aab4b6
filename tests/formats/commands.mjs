// Reads commands of GitHub Actions (`github`) or Azure Pipelines (`azure`) from standard input, a line each, and prints
// what they say as JSON. What the libraries of the two would write for the same must be the same bytes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const modules = join(process.env.FORMATS_TOOLS, 'node_modules');
const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);

/** What the runner undoes, in its order: `%25` last. */
function unescape(text, more = []) {
  const all = [['%0D', '\r'], ['%0A', '\n'], ...more, ['%25', '%']];
  return all.reduce((done, [code, char]) => done.replaceAll(code, char), text);
}

async function github() {
  const { issueCommand } = await import(pathToFileURL(join(modules, '@actions/core/lib/command.js')));
  const write = process.stdout.write;
  return lines.map((line) => {
    if (!line.startsWith('::')) return { text: line };
    const [, name, list, message] = line.match(/^::([a-z-]+) (.*?)::(.*)$/s);
    const properties = Object.fromEntries(list.split(',').map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), unescape(pair.slice(at + 1), [['%3A', ':'], ['%2C', ',']])];
    }));
    let issued = '';
    process.stdout.write = (text) => { issued += text; return true; };
    issueCommand(name, properties, unescape(message));
    process.stdout.write = write;
    assert.equal(issued, `${line}\n`);
    return { name, properties, message: unescape(message) };
  });
}

function azure() {
  const { commandFromString } = createRequire(import.meta.url)(join(modules, 'azure-pipelines-task-lib/taskcommand.js'));
  return lines.map((line) => {
    const { command, properties, message } = commandFromString(line);
    assert.equal(commandFromString(line).toString(), line);
    return { name: command, properties, message };
  });
}

console.log(JSON.stringify(await { github, azure }[process.argv[2]]()));
