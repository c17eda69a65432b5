// npm run package: out/aos-deploy-VERSION.vsix
import { statSync } from 'node:fs';
import { main } from './lib/main.mjs';
import { ensurePackage } from './lib/vsix.mjs';

await main(async () => {
  const file = await ensurePackage();
  console.log(`${file} (${(statSync(file).size / 1024 / 1024).toFixed(1)} MB)`);
});
