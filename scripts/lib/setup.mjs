// Everything the project needs on a fresh machine with Node 20 and git, step by step.
import { ensureDependencies } from './setupDependencies.mjs';
import { ensureBicep } from './setupBicep.mjs';
import { ensureBrowser } from './setupBrowser.mjs';
import { ensureNode, ensureNode24 } from './nodeRuntime.mjs';
import { ensureVsCodeServer } from './setupVsCode.mjs';

const steps = { dependencies: ensureDependencies, node: ensureNode, node24: ensureNode24, bicep: ensureBicep, vsCode: ensureVsCodeServer, browser: ensureBrowser };

/**
 * Makes the named things available and returns where each is, by its name.
 * All are tried, so that one message names everything that is missing.
 * @param {(keyof typeof steps)[]} wanted
 */
export async function setUp(wanted) {
  const found = {}; const missing = [];
  for (const name of wanted) {
    try { found[name] = await steps[name](); } catch (error) { missing.push(error.message); }
  }
  if (missing.length > 0) throw new SetupError(missing);
  return found;
}

/** What is missing on this computer, with the fix for each. */
export class SetupError extends Error {
  constructor(missing) {
    super(`Set-up could not be finished:\n${missing.map((text) => `- ${text}`).join('\n')}`);
    this.missing = missing;
  }
}
