// Which documents the server is told of.

/** The names that extensions for Terraform, OpenTofu, Helm and Go give their languages, beside those that VS Code knows. */
export const LANGUAGES = [
  'yaml',
  'json',
  'jsonc',
  'terraform',
  'terraform-vars',
  'opentofu',
  'opentofu-vars',
  'hcl',
  'helm',
  'gotmpl',
  'rego',
];

/**
 * What the server is told of. Where no extension knows Terraform or Helm, or one takes templates of charts for something
 * else, files are told by their names: helpers (`.tpl`) and notes of charts too.
 */
export const DOCUMENT_SELECTOR = [
  ...LANGUAGES.map((language) => ({ scheme: 'file', language })),
  { scheme: 'file', pattern: '**/*.{yaml,yml,json,tf,tofu,tfvars,tpl,rego}' },
  { scheme: 'file', pattern: '**/templates/**/*.txt' },
  { scheme: 'file', pattern: '**/.helmignore' },
  { scheme: 'file', pattern: '**/bartizan.toml' },
];
