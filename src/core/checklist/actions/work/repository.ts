import { InputError } from '../../../errors';
import { resolvePath } from '../../../paths';
import { command, failed, passed, type ClickWork, type WorkScene } from './work';
import type { Finding } from '../action';

const runbookFolder = 'docs/runbooks';

/** What is done in the git repository of the workspace. Nothing is forced, and nothing else is taken along. */
export const repositoryWorks: readonly ClickWork[] = [
  {
    action: 'back-up-configuration', title: 'Commit the configurations', changesRepository: true, describe: () => 'Commits agents, MCP servers, registries and parameters files as they are, and nothing else.',
    preview: async (scene) => (await changed(scene, configurations)).map((line) => `commits ${line}`), run: (scene) => commit(scene, configurations, 'Configurations as they are deployed'),
  },
  {
    action: 'share-runbooks', title: 'Share the runbooks', changesRepository: true, describe: () => `Commits what is in ${runbookFolder} and pushes the branch to the repository that it follows.`,
    preview: async (scene) => (await changed(scene, [runbookFolder])).map((line) => `commits ${line}`),
    run: async (scene) => {
      const committed = await commit(scene, [runbookFolder], 'Runbooks');
      return committed.state === 'pass' ? push(scene) : committed;
    },
  },
  {
    action: 'switch-branch-or-tag', title: 'Switch to a branch or tag', changesRepository: true, inputs: [{ name: 'ref', prompt: 'Branch or tag', initial: 'main', problem: refProblem }], describe: ({ inputs }) => `Switches the workspace to ${inputs['ref'] ?? 'main'}; git refuses where changes would be lost.`,
    run: async (scene) => {
      const ref = scene.inputs['ref'] ?? 'main';
      const problem = refProblem(ref);
      if (problem) throw new InputError('Action.InputWrong', problem, { nextStep: 'Give the name of a branch or tag.' });
      const answer = await git(scene, 'checkout', ref, '--');
      return answer.exitCode === 0 ? passed(`The workspace is at ${ref}.`) : failed(answer.output.trim());
    },
  },
  {
    action: 'configure-git-identity', title: 'Say who commits', inputs: [{ name: 'name', prompt: 'Name for commits' }, { name: 'email', prompt: 'Address for commits' }], describe: () => 'Sets user.name and user.email in this repository alone.',
    run: async (scene) => {
      for (const name of ['name', 'email']) {
        const value = scene.inputs[name]?.trim();
        if (!value) throw new InputError('Action.InputMissing', `git needs a ${name}.`, { nextStep: `Give --input "${name}=…".` });
        const answer = await git(scene, 'config', `user.${name}`, value);
        if (answer.exitCode !== 0) return failed(answer.output.trim());
      }
      return passed('git knows who commits here.');
    },
  },
];

const configurations = ['agents', 'mcp-servers', 'agent_registry.json', 'mcp_server_registry.json', 'deployment/parameters'];

async function git(scene: WorkScene, ...args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  return await command(scene, 'git', args) ?? { exitCode: 127, output: 'git is not installed here.' };
}

async function present(scene: WorkScene, paths: readonly string[]): Promise<readonly string[]> {
  const { files } = scene.ports;
  const known = await Promise.all(paths.map(async (path) => ((await files.exists(resolvePath(files.root, path))) || (await files.find([''], resolvePath(files.root, path))).length > 0 ? [path] : [])));
  return known.flat();
}

/** Lines of `git status` about the paths. */
async function changed(scene: WorkScene, paths: readonly string[]): Promise<readonly string[]> {
  const there = await present(scene, paths);
  if (there.length === 0) return [];
  const { exitCode, output } = await git(scene, 'status', '--porcelain', '--', ...there);
  return exitCode === 0 ? output.split('\n').filter((line) => line.trim() !== '').map((line) => line.slice(3)) : [];
}

/** A commit of the paths alone, whatever else is staged. */
export async function commit(scene: WorkScene, paths: readonly string[], message: string): Promise<Finding> {
  const there = await present(scene, paths);
  if (there.length === 0) return failed(`None of ${paths.join(', ')} is there.`);
  if ((await changed(scene, there)).length === 0) return passed('Everything was committed already.');
  const added = await git(scene, 'add', '--', ...there);
  if (added.exitCode !== 0) return failed(`git add: ${added.output.trim()}`);
  const made = await git(scene, 'commit', '-q', '-m', message, '--', ...there);
  return made.exitCode === 0 ? passed(`Committed: ${there.join(', ')}.`) : failed(`git commit: ${made.output.trim()}`);
}

async function push(scene: WorkScene): Promise<Finding> {
  const remotes = (await git(scene, 'remote')).output.split('\n').filter(Boolean);
  if (remotes.length === 0) return failed('The repository has no remote that others could read from.');
  const answer = await git(scene, 'push', '-u', remotes.includes('origin') ? 'origin' : remotes[0]!, 'HEAD');
  return answer.exitCode === 0 ? passed('The runbooks are committed and pushed.') : failed(`git push: ${answer.output.trim().split('\n').slice(-2).join(' ')}`);
}

/** @see git check-ref-format */
function refProblem(ref: string): string | undefined { return /^[A-Za-z0-9][\w./-]*$/.test(ref) && !ref.includes('..') ? undefined : `"${ref}" is no name of a branch or tag.`; }
