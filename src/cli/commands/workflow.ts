import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { isSameWorkflow, renderGithubWorkflow, workflowFile, workflowOfWorkspace } from '../../core/export';
import { findRepository } from '../../local/workspace';
import type { Command } from '../context';
import { exitCode } from '../exitCodes';
import { readVersion } from '../version';

/** Writes the workflow into the repository. One that is there and says something else is replaced with --yes alone; --dry-run prints it. */
export const runWorkflow: Command = async ({ engine, output, workspace, invocation }) => {
  const { environments } = await engine().listEnvironments();
  if (environments.length === 0) throw new InputError('Environment.None', 'The workspace has no environment to deploy.', { nextStep: 'Create deployment/parameters/dev.bicepparam.' });
  const repository = findRepository(workspace);
  const subject = workflowOfWorkspace({ environments, repository, root: workspace, version: readVersion() });
  if (subject.environments.length === 0) throw new InputError('Workflow.NoCloud', 'No environment of the workspace is in a cloud that a runner can sign in to.', { nextStep: 'Give an environment "cloud: azure", "usgov" or "china" in aos.yaml.' });
  const text = renderGithubWorkflow(subject);
  const file = path.join(repository.root, ...workflowFile(subject.workspace).split('/'));
  const before = readIfThere(file);
  const changed = !isSameWorkflow(before, text);
  const document = { file, changed, written: !invocation.flags.has('dry-run') && changed, environments: subject.environments.map(({ name }) => name) };
  if (document.written) write(file, text, before !== undefined && !invocation.flags.has('yes'));
  output.result(document, () => (invocation.flags.has('dry-run') ? text : document.changed ? `Written: ${file}` : `${file} is as it should be.`));
  return exitCode.done;
};

function write(file: string, text: string, wouldReplace: boolean): void {
  if (wouldReplace) throw new ConfirmationNeededError(`${file} is there and says something else. Nothing was changed.`, { nextStep: 'Look at the new one with --dry-run, then replace it with --yes.' });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
