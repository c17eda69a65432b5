// Runs the suites of test/integration inside the extension host of a real VS Code in a headless browser.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleIntegrationTests } from './integrationBundle.mjs';
import { inRoot, root } from './paths.mjs';
import { readResultLines, waitForResults, withoutEnd } from './resultLines.mjs';
import { stopSandbox } from './stopSandbox.mjs';
import { startVsCodeServer } from './vscodeServer.mjs';
import { ensureWorkspaceCopy } from './workspaceCopy.mjs';

const suiteTimeoutMs = 5 * 60_000;

/** Results of all suites, `{title, error?, skipped?}` each. `tools` are the paths that set-up returned; `only` names one suite. */
export async function runIntegrationTests(tools, only) {
  const { chromium } = await import('playwright-core');
  const suites = (await bundleIntegrationTests()).filter(({ name }) => !only || name === only);
  if (suites.length === 0) return [{ title: 'integration', error: only ? `There is no folder test/integration/${only} with tests.` : 'test/integration holds no tests.' }];
  const browser = await chromium.launch({ executablePath: tools.browser, args: ['--no-sandbox'] });
  try {
    const results = [];
    for (const suite of suites) results.push(...await runSuite(suite, tools, browser));
    return results;
  } finally {
    await browser.close();
  }
}

async function runSuite(suite, tools, browser) {
  console.log(`\n  VS Code on ${suite.workspace ?? 'no folder'} (${suite.trusted ? 'trusted' : 'not trusted'})`);
  const scratch = mkdtempSync(path.join(tmpdir(), 'aos-integration-'));
  const resultsFile = path.join(scratch, 'results.jsonl');
  const workspace = suite.workspace && await ensureWorkspaceCopy(inRoot(suite.workspace), path.join(scratch, 'workspace'));
  if (suite.extensions) cpSync(suite.extensions, path.join(scratch, 'profile', 'extensions'), { recursive: true });
  const server = await startVsCodeServer({
    server: tools.vsCode, node: tools.node24, profile: path.join(scratch, 'profile'), forTests: true,
    settings: { 'security.workspace.trust.enabled': !suite.trusted, 'security.workspace.trust.startupPrompt': 'never', ...suite.settings },
    env: { AOS_TEST_RESULTS: resultsFile, AOS_BICEP: tools.bicep, NODE_PATH: inRoot('node_modules') },
  });
  const page = await browser.newPage();
  const console_ = recordConsole(page);
  try {
    await page.goto(server.url({ folder: workspace, extension: root, tests: suite.entry }));
    const results = await waitForResults(resultsFile, suiteTimeoutMs, print);
    return results.map((result) => ({ ...result, title: `${suite.name}: ${result.title}` }));
  } catch (error) {
    return [...withoutEnd(readResultLines(resultsFile)), { title: `${suite.name}: runs to its end`, error: `${error.message}\nThe server's log ends with:\n${server.logTail().slice(-3000)}\nThe page's console ends with:\n${console_().slice(-2000)}` }];
  } finally {
    await page.close();
    await server.close();
    if (workspace) await stopSandbox(workspace);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

function recordConsole(page) {
  let text = '';
  page.on('console', (message) => { text = `${text}${message.text()}\n`.slice(-10_000); });
  return () => text;
}

function print({ title, error, skipped, durationMs }) {
  console.log(error ? `    ✗ ${title}\n${error.replace(/^/gm, '        ')}` : `    ${skipped ? '-' : '✓'} ${title}${durationMs > 200 ? ` (${durationMs} ms)` : ''}`);
}
