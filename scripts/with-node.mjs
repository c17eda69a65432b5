// Runs one of the project's tools under a Node that is new enough: `node scripts/with-node.mjs mocha [arguments]`.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './lib/nodeRuntime.mjs';
import { run } from './lib/process.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tools = {
  mocha: ['node_modules/mocha/bin/mocha.js'],
  eslint: ['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '--cache', '--cache-location', '.cache/eslint'],
  webpack: ['node_modules/webpack/bin/webpack.js'],
  vsce: ['node_modules/@vscode/vsce/vsce'],
};

const [tool, ...args] = process.argv.slice(2);
const node = await ensureNode();
try {
  if (tool === 'typecheck') {
    for (const project of ['tsconfig.json', 'webview-ui/tsconfig.json', 'test/unit/webview-ui/tsconfig.json', 'test/pages/tsconfig.json']) await run(node, ['node_modules/typescript-native/bin/tsc', '-p', project], { cwd: root, inherit: true });
  } else {
    await run(node, [...tools[tool], ...args], { cwd: root, inherit: true });
  }
} catch (error) {
  process.exitCode = error.exitCode ?? 1;
}
