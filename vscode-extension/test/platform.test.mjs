import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { platformOf, TARGETS } from '../scripts/platform.mjs';

function program(write) {
  const bytes = Buffer.alloc(128);
  write(bytes);
  return bytes;
}

const elf = (machine) =>
  program((bytes) => {
    bytes.write('\x7fELF', 'latin1');
    bytes.writeUInt16LE(machine, 18);
  });
const machO = (cpu) =>
  program((bytes) => {
    bytes.writeUInt32LE(0xfeedfacf, 0);
    bytes.writeUInt32LE(cpu, 4);
  });
const pe = (machine) =>
  program((bytes) => {
    bytes.write('MZ', 'latin1');
    bytes.writeUInt32LE(64, 60);
    bytes.write('PE\0\0', 64, 'latin1');
    bytes.writeUInt16LE(machine, 68);
  });

test('the header of a program names its platform', () => {
  const programs = [elf(62), elf(183), machO(0x01000007), machO(0x0100000c), pe(0x8664), pe(0xaa64)];
  assert.deepEqual(programs.map(platformOf), TARGETS);
  assert.equal(platformOf(readFileSync(process.execPath)), `${process.platform}-${process.arch}`);
});

test('what is no program has none', () => {
  for (const bytes of [Buffer.from('#!/bin/sh\n'), Buffer.alloc(200), elf(40), program((bytes) => bytes.write('MZ', 'latin1'))]) {
    assert.equal(platformOf(bytes), undefined);
  }
});
