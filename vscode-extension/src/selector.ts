// Which documents the server is told of.

/** The names that extensions for Terraform and OpenTofu give their languages, beside those that VS Code knows. */
export const LANGUAGES = [
  'yaml',
  'json',
  'jsonc',
  'terraform',
  'terraform-vars',
  'opentofu',
  'opentofu-vars',
  'hcl',
];

/** What the server is told of. Where no extension knows Terraform, its files are told by their names. */
export const DOCUMENT_SELECTOR = [
  ...LANGUAGES.map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', pattern: '**/*.{yaml,yml,json,tf,tofu,tfvars}' },
  { scheme: 'file', pattern: '**/bartizan.toml' },
];
