// Writes l10n/bundle.l10n.json: every text of the editor that can be translated. `--check` only says whether the file is up to date.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bundle = path.join(root, 'l10n', 'bundle.l10n.json');
const call = /\bl10n\.t\(\s*'((?:[^'\\\n]|\\.)*)'/g;

const texts = new Set();
for (const folder of ['src', 'webview-ui']) {
  for (const file of readdirSync(path.join(root, folder), { recursive: true }).filter((name) => name.endsWith('.ts')).sort()) {
    const source = readFileSync(path.join(root, folder, file), 'utf8');
    for (const [, text] of source.matchAll(call)) texts.add(text.replaceAll("\\'", "'").replaceAll('\\\\', '\\'));
  }
}
const wanted = `${JSON.stringify(Object.fromEntries([...texts].sort().map((text) => [text, text])), undefined, 2)}\n`;
if (!process.argv.includes('--check')) writeFileSync(bundle, wanted);
else if (readFileSync(bundle, 'utf8') !== wanted) {
  console.error('l10n/bundle.l10n.json is out of date. Run: node scripts/l10n.mjs');
  process.exitCode = 1;
}
