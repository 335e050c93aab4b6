// The platforms that the extension is packaged for, and which of them a binary is for.

/** As VS Code names them. */
export const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const ELF = { 0x3e: 'linux-x64', 0xb7: 'linux-arm64' };
const MACH_O = { 0x01000007: 'darwin-x64', 0x0100000c: 'darwin-arm64' };
const PE = { 0x8664: 'win32-x64', 0xaa64: 'win32-arm64' };

/** What the header of a program says, or undefined. */
export function platformOf(bytes) {
  if (bytes.length < 64) return undefined;
  if (bytes.readUInt32BE(0) === 0x7f454c46) return ELF[bytes.readUInt16LE(18)];
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return MACH_O[bytes.readUInt32LE(4)];
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const header = bytes.readUInt32LE(60);
  if (header + 6 > bytes.length || bytes.toString('latin1', header, header + 4) !== 'PE\0\0') return undefined;
  return PE[bytes.readUInt16LE(header + 4)];
}
