// Runs one of the project's tools under a Node that is new enough: `node scripts/with-node.mjs mocha [arguments]`.
import { main } from './lib/main.mjs';
import { ensureNode } from './lib/nodeRuntime.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/process.mjs';
import { ensureDependencies } from './lib/setupDependencies.mjs';
import { toolCommands } from './lib/tools.mjs';

await main(async () => {
  const [tool, ...args] = process.argv.slice(2);
  await ensureDependencies();
  const node = await ensureNode();
  try {
    for (const command of toolCommands(tool)) await run(node, [...command, ...args], { cwd: root, inherit: true });
  } catch (error) {
    process.exitCode = error.exitCode ?? 1;
  }
});
