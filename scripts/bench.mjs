// npm run bench [-- NAME…]: measures what the project promises and writes bench/REPORT.md.
import { main } from './lib/main.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/process.mjs';
import { setUp } from './lib/setup.mjs';
import { toolPaths } from './lib/suites.mjs';
import { ensurePackage } from './lib/vsix.mjs';

await main(async () => {
  const tools = await setUp(['dependencies', 'node', 'node24', 'bicep', 'vsCode', 'browser']);
  const env = { ...toolPaths(tools), AOS_VSIX: await ensurePackage() };
  await run(tools.node, ['--import', 'tsx', inRoot('bench', 'run.ts'), ...process.argv.slice(2)], { cwd: root, inherit: true, env });
});
