// What `npm test` runs, in this order. Each suite returns `{title, error?, skipped?}` per test.
import { buildBundles } from './bundles.mjs';
import { runElectronTests } from './electron.mjs';
import { runIntegrationTests } from './integration.mjs';
import { runMochaSuite } from './mochaSuite.mjs';
import { ensurePackage } from './vsix.mjs';
import { root } from './paths.mjs';
import { run } from './process.mjs';
import { toolCommands } from './tools.mjs';

/** A tool that only says yes or no counts as one test. */
async function runTool({ node }, tool, args = []) {
  try {
    for (const command of toolCommands(tool)) await run(node, [...command, ...args], { cwd: root, inherit: true });
    return [{ title: tool }];
  } catch (error) { return [{ title: tool, error: error.message }]; }
}

const mocha = (config, before = async () => ({})) => async (tools) => runMochaSuite({ node: tools.node, config, env: { ...toolPaths(tools), ...await before() } });

/** How tests learn where set-up put things. */
export const toolPaths = ({ bicep, browser, vsCode, node24 }) => Object.fromEntries(
  Object.entries({ AOS_BICEP: bicep, CHROME_PATH: browser, AOS_VSCODE_SERVER: vsCode, AOS_NODE24: node24 }).filter(([, value]) => value));

const built = async () => { await buildBundles(); return {}; };
const packaged = async () => ({ AOS_VSIX: await ensurePackage() });

export const suites = {
  typecheck: { title: 'Types', needs: ['dependencies', 'node'], run: (tools) => runTool(tools, 'typecheck') },
  lint: { title: 'Lint', needs: ['dependencies', 'node'], run: (tools) => runTool(tools, 'eslint', ['src', 'test', 'webview-ui', 'bench']) },
  build: { title: 'Build', needs: ['dependencies', 'node'], run: async () => { await buildBundles(); return [{ title: 'bundles' }]; } },
  unit: { title: 'Units', needs: ['dependencies', 'node', 'bicep'], run: mocha('.mocharc.json') },
  oracle: { title: 'Template engine against the official one', needs: ['dependencies', 'node', 'bicep'], run: mocha('.mocharc.oracle.json') },
  pages: { title: 'Webview pages in a browser', needs: ['dependencies', 'node', 'browser'], run: mocha('.mocharc.pages.json') },
  sandbox: { title: 'Sandbox with the real SDKs', needs: ['dependencies', 'node', 'bicep'], run: mocha('.mocharc.sandbox.json', built) },
  cli: { title: 'Headless command', needs: ['dependencies', 'node', 'bicep'], run: mocha('.mocharc.cli.json', built) },
  package: { title: 'Package', needs: ['dependencies', 'node', 'bicep'], run: mocha('.mocharc.package.json', packaged) },
  integration: { title: 'Inside a real VS Code', needs: ['dependencies', 'node24', 'bicep', 'vsCode', 'browser'], run: async (tools, only) => { await buildBundles(); return runIntegrationTests(tools, only); } },
  e2e: { title: 'The workbench as a person uses it', needs: ['dependencies', 'node', 'node24', 'bicep', 'vsCode', 'browser'], run: mocha('.mocharc.e2e.json', packaged) },
  electron: { title: 'Inside a desktop VS Code', needs: ['dependencies', 'node', 'bicep'], onRequest: true, run: async (tools) => { await buildBundles(); return runElectronTests(tools); } },
};
