// npm start [-- --port N] [--browser] [--no-open] [--folder DIR] [--fresh]: a real VS Code on a copy of the sample workspace.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main } from './lib/main.mjs';
import { inRoot } from './lib/paths.mjs';
import { startInBrowser } from './lib/startInBrowser.mjs';
import { desktopVsCode, startOnDesktop } from './lib/startOnDesktop.mjs';
import { setUp } from './lib/setup.mjs';
import { ensurePackage } from './lib/vsix.mjs';
import { ensureWorkspaceCopy } from './lib/workspaceCopy.mjs';

const help = `npm start [-- OPTIONS]: VS Code with this extension, on a copy of samples/aos
  --port N       port of the VS Code in the browser (default: 9100 when it is free)
  --browser      VS Code in the browser also where a desktop VS Code is installed
  --no-open      print the address and leave opening it to you
  --folder DIR   where the copy of the sample and the profile are kept (default: .aos-start)
  --fresh        start over with a new copy and a new profile`;

await main(async () => {
  const options = readOptions();
  if (options.help) { console.log(help); return; }
  const folder = path.resolve(options.folder);
  if (options.fresh) rmSync(folder, { recursive: true, force: true });
  const code = options.browser ? undefined : desktopVsCode();
  const tools = await setUp(['dependencies', 'node', 'bicep', ...(code ? [] : ['node24', 'vsCode'])]);
  const vsix = await ensurePackage();
  const workspace = await ensureWorkspaceCopy(inRoot('samples', 'aos'), path.join(folder, 'aos'));
  const profile = path.join(folder, code ? 'desktop' : 'browser');
  if (code) await startOnDesktop({ code, profile, vsix, workspace, tools });
  else await startInBrowser({ profile, vsix, workspace, tools, port: options.port, open: !options['no-open'] });
});

function readOptions() {
  try {
    const { values } = parseArgs({ options: {
      port: { type: 'string' }, browser: { type: 'boolean', default: false }, 'no-open': { type: 'boolean', default: false },
      folder: { type: 'string', default: inRoot('.aos-start') }, fresh: { type: 'boolean', default: false }, help: { type: 'boolean', default: false },
    } });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
    return { ...values, port };
  } catch (error) {
    throw Object.assign(new Error(`${error.message}\n\n${help}`), { exitCode: 2 });
  }
}
