// npm run screenshots: the README's pictures, taken from the real VS Code while the end-to-end tests use it.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from './lib/main.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/process.mjs';
import { setUp } from './lib/setup.mjs';
import { toolPaths } from './lib/suites.mjs';
import { toolCommands } from './lib/tools.mjs';
import { ensurePackage } from './lib/vsix.mjs';

/** The README decides which pictures there are. */
const pictures = [...readFileSync(inRoot('README.md'), 'utf8').matchAll(/\(media\/screenshots\/([\w-]+)\.png\)/g)].map(([, name]) => name);

await main(async () => {
  const tools = await setUp(['dependencies', 'node', 'node24', 'bicep', 'vsCode', 'browser']);
  const gitConfig = path.join(mkdtempSync(path.join(tmpdir(), 'aos-screenshots-')), 'gitconfig');
  writeFileSync(gitConfig, '[user]\n\tname = Ada\n\temail = ada@example.com\n');
  // Whoever takes the pictures is not in them.
  const env = { ...toolPaths(tools), AOS_VSIX: await ensurePackage(), GIT_CONFIG_GLOBAL: gitConfig };
  await run(tools.node, [...toolCommands('mocha')[0], '--config', '.mocharc.e2e.json', '--grep', 'from the sample workspace|the checklist, from|an incident, by'], { cwd: root, inherit: true, env });
  mkdirSync(inRoot('media', 'screenshots'), { recursive: true });
  for (const picture of pictures) copyFileSync(inRoot('out', 'screenshots', `${picture}.png`), inRoot('media', 'screenshots', `${picture}.png`));
  console.log(`${pictures.length} pictures are in media/screenshots. Look at them.`);
});
