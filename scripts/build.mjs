// npm run build [-- --development] [-- --typecheck]
import { buildBundles } from './lib/bundles.mjs';
import { main } from './lib/main.mjs';
import { inRoot } from './lib/paths.mjs';
import { run } from './lib/process.mjs';
import { ensureBicep } from './lib/setupBicep.mjs';

await main(async () => {
  const built = await buildBundles({ mode: process.argv.includes('--development') ? 'development' : 'production' });
  console.error(built ? '· dist/ is built.' : '· dist/ is up to date.');
  // The build needs no compiler, but `node dist/cli.js` does; a build server without one still gets its bundles.
  await ensureBicep().catch((error) => console.error(`· ${error.message}`));
  if (process.argv.includes('--typecheck')) await run(process.execPath, [inRoot('scripts', 'with-node.mjs'), 'typecheck'], { inherit: true });
});
