// The same suites inside a desktop VS Code: the one that AOS_DESKTOP_VSCODE names, else the one that @vscode/test-electron downloads. Needs a display.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleIntegrationTests } from './integrationBundle.mjs';
import { inRoot, root } from './paths.mjs';
import { readResultLines, withoutEnd } from './resultLines.mjs';
import { stopSandbox } from './stopSandbox.mjs';
import { quietSettings, writeSettings } from './vscodeServer.mjs';
import { ensureWorkspaceCopy } from './workspaceCopy.mjs';

export async function runElectronTests({ bicep }) {
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  const executable = process.env.AOS_DESKTOP_VSCODE ?? await downloadAndUnzipVSCode().catch((error) => { throw new Error(notDownloaded(error)); });
  const results = [];
  for (const suite of await bundleIntegrationTests()) results.push(...await runSuite(suite, bicep, (options) => runTests({ ...options, vscodeExecutablePath: executable })));
  return results;
}

const notDownloaded = (error) => `No desktop VS Code could be downloaded (${error.message}). `
  + 'Name the executable of an installed one in AOS_DESKTOP_VSCODE, or run the same suites in the browser with: npm test -- integration';

async function runSuite(suite, bicep, runTests) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'aos-electron-'));
  const resultsFile = path.join(scratch, 'results.jsonl');
  const profile = path.join(scratch, 'profile');
  writeSettings(path.join(profile, 'User'), { ...quietSettings, 'security.workspace.trust.enabled': !suite.trusted, 'security.workspace.trust.startupPrompt': 'never', ...suite.settings });
  try {
    const workspace = suite.workspace && await ensureWorkspaceCopy(inRoot(suite.workspace), path.join(scratch, 'workspace'));
    const extensions = path.join(scratch, 'extensions');
    if (suite.extensions) cpSync(suite.extensions, extensions, { recursive: true });
    await runTests({
      extensionDevelopmentPath: root, extensionTestsPath: suite.entry,
      launchArgs: [...(workspace ? [workspace] : []), '--user-data-dir', profile, '--extensions-dir', extensions],
      extensionTestsEnv: { AOS_TEST_RESULTS: resultsFile, AOS_BICEP: bicep },
    });
    return named(suite, readResultLines(resultsFile));
  } catch (error) {
    return [...named(suite, readResultLines(resultsFile)), { title: `${suite.name}: runs to its end`, error: error.message }];
  } finally {
    if (suite.workspace) await stopSandbox(path.join(scratch, 'workspace'));
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

const named = (suite, lines) => withoutEnd(lines).map((line) => ({ ...line, title: `${suite.name}: ${line.title}` }));
