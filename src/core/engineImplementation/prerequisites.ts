import type { Prerequisite } from '../engine';
import { DeployError } from '../errors';
import type { AuditStore, BicepCompiler, Git, WorkspaceFiles } from '../ports';
import type { EnvironmentList } from '../environments';

export interface PrerequisitePorts {
  readonly bicep: BicepCompiler;
  readonly git: Git;
  readonly files: WorkspaceFiles;
  readonly audit: AuditStore;
  readonly steps: { discover(files: WorkspaceFiles): Promise<EnvironmentList> };
}

/** What this computer and this workspace need; nothing here signs in or asks Azure. */
export async function checkPrerequisites(ports: PrerequisitePorts, signal?: AbortSignal): Promise<readonly Prerequisite[]> {
  return Promise.all([
    probe('bicep', 'Bicep CLI', async () => ({ state: 'pass', found: await ports.bicep.version(signal) })),
    probe('git', 'Git commit of the workspace', () => checkGit(ports.git, signal)),
    probe('environments', 'Environments of the workspace', () => checkEnvironments(ports)),
    probe('audit', 'Audit of earlier runs', async () => ({ state: 'pass', found: `${(await ports.audit.list()).length} runs` })),
  ]);
}

type Answer = Omit<Prerequisite, 'id' | 'title'>;

async function probe(id: string, title: string, ask: () => Promise<Answer>): Promise<Prerequisite> {
  try {
    return { id, title, ...await ask() };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { id, title, state: error.kind === 'environment' ? 'unknown' : 'fail', found: error.message, fix: error.nextStep };
  }
}

async function checkGit(git: Git, signal?: AbortSignal): Promise<Answer> {
  const [commit, clean] = await Promise.all([git.headCommit(signal), git.isClean(signal)]);
  if (commit === undefined) return { state: 'warn', found: 'no commit', fix: 'Install git and commit the workspace, so that the audit can say what was deployed.' };
  return clean === false ? { state: 'warn', found: `${commit.slice(0, 12)}, with changes`, fix: 'Commit the changes, so that the audit can say what was deployed.' } : { state: 'pass', found: commit.slice(0, 12) };
}

async function checkEnvironments({ steps, files }: PrerequisitePorts): Promise<Answer> {
  const { environments, problems } = await steps.discover(files);
  const names = environments.map((one) => one.name).join(', ');
  const first = problems.find((one) => one.severity === 'error');
  if (environments.length === 0) return { state: 'fail', found: first?.message ?? 'none', fix: first?.nextStep ?? 'Create deployment/parameters/dev.bicepparam.' };
  return first ? { state: 'warn', found: `${names}; ${first.message}`, fix: first.nextStep } : { state: 'pass', found: names };
}
