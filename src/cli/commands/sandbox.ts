import type { Command, CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { resetSandboxState } from '../../local/sandbox';
import { sandboxOptions, serveSandbox } from '../sandboxSource';

export const runSandbox: Command = (context) => (context.invocation.words[0] === 'reset' ? reset(context) : start(context));

/** Prints its endpoints as soon as it serves, and stays until it is interrupted. */
async function start({ invocation, workspace, output, signal }: CommandContext): Promise<number> {
  const sandbox = await serveSandbox(sandboxOptions(invocation, workspace), workspace);
  try {
    output.result(sandbox.endpoints, () => `The sandbox serves at ${sandbox.endpoints.resourceManager} (state in ${sandbox.endpoints.stateFolder}).\nUse it with --cloud ${sandbox.endpoints.cloud}; stop it with Ctrl+C.`);
    await new Promise<void>((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
  } finally {
    await sandbox.close();
  }
  return exitCode.done;
}

async function reset({ invocation, workspace, output }: CommandContext): Promise<number> {
  const folder = sandboxOptions(invocation, workspace).stateFolder;
  const removed = await resetSandboxState(folder);
  output.result({ stateFolder: folder, removed }, () => (removed ? `The sandbox is empty: ${folder} was removed.` : `There was nothing to remove in ${folder}.`));
  return exitCode.done;
}
