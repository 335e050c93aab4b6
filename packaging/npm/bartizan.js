#!/usr/bin/env node
// Starts the binary of this platform, which npm has installed as an optional dependency.
'use strict';

const { spawn } = require('node:child_process');
const { constants } = require('node:os');

// As when the command line is wrong.
const USAGE = 2;
const platform = `${process.platform}-${process.arch}`;

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(USAGE);
}

function binary() {
  const file = process.platform === 'win32' ? 'bartizan.exe' : 'bartizan';
  try {
    return require.resolve(`@bartizan/${platform}/bin/${file}`);
  } catch {
    return fail(
      `the package @bartizan/${platform} is not installed: either there is none for this platform, ` +
        'or npm was told to leave optional dependencies out (--omit=optional)',
    );
  }
}

const child = spawn(binary(), process.argv.slice(2), { stdio: 'inherit' });
// A terminal sends signals to both; from anybody else they come here only.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(error.message));
child.on('exit', (status, signal) => process.exit(signal ? 128 + constants.signals[signal] : status));
