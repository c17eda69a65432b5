// Writes src/core/coach/rules.generated.ts from rules.yaml, so that the product carries the rules without reading files.
// "--check" fails when the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../src/core/coach');
const generated = path.join(folder, 'rules.generated.ts');
const rules = parse(readFileSync(path.join(folder, 'rules.yaml'), 'utf8'));
const text = `// Made from rules.yaml by scripts/generate-coach-rules.mjs. Edit that file.
import type { CoachRule } from './coachRule';

export const coachRules: readonly CoachRule[] = ${JSON.stringify(rules, null, 2)};
`;

if (process.argv.includes('--check')) {
  if (readFileSync(generated, 'utf8') !== text) { console.error('rules.generated.ts is older than rules.yaml. Run: node scripts/generate-coach-rules.mjs'); process.exitCode = 1; }
} else {
  writeFileSync(generated, text);
}
