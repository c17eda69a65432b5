// Writes src/core/checklist/catalogue.generated.ts from the YAML files of its catalogue, so that the product carries the items without reading files.
// "--check" fails when the two differ.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../src/core/checklist');
const generated = path.join(folder, 'catalogue.generated.ts');
/** The order of the list. */
const phases = ['pre', 'infra', 'app', 'verify', 'prodready', 'ops', 'env-dev', 'env-staging', 'env-prod', 'emergency'];
const read = (name) => parse(readFileSync(path.join(folder, 'catalogue', `${name}.yaml`), 'utf8'));
const perLine = (values, indent) => values.map((value) => `${indent}${value}`).join(',\n');

const sectionText = ({ items, ...section }) => `{ ${JSON.stringify(section).slice(1, -1)}, "items": [\n${perLine(items.map((item) => JSON.stringify(item)), '    ')},\n  ] }`;
const phaseText = ({ sections, ...phase }) => `{ ${JSON.stringify(phase).slice(1, -1)}, "sections": [\n${perLine(sections.map(sectionText), '  ')},\n] }`;
const text = `// Made from the files of catalogue/ by scripts/generate-checklist.mjs. Edit those.
import type { PhaseEntry } from './catalogueItem';

export const cataloguePhases: readonly PhaseEntry[] = [
${perLine(phases.map((phase) => phaseText(read(phase))), '')},
];

export const itemWordings: Readonly<Record<string, readonly string[]>> = {
${perLine(Object.entries(read('wordings')).map(([id, prints]) => `${JSON.stringify(id)}: ${JSON.stringify(prints)}`), '  ')},
};
`;

if (process.argv.includes('--check')) {
  if (readFileSync(generated, 'utf8') !== text) { console.error('catalogue.generated.ts is older than the catalogue. Run: node scripts/generate-checklist.mjs'); process.exitCode = 1; }
} else {
  writeFileSync(generated, text);
}
