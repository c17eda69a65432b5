import { stringify } from 'yaml';
import { commentOnPullRequest, deployAll, findCommand, keepSummary, planAll, validateAll, verifyAll } from './workflowSteps';

export interface WorkflowEnvironment {
  readonly name: string;
  /** `azure` (the default), `usgov` or `china`. */
  readonly cloud?: string;
}

export interface WorkflowSubject {
  /** In the order they are promoted: a change reaches the next one when the one before is green. */
  readonly environments: readonly WorkflowEnvironment[];
  /** Folders and files whose changes matter, relative to the repository, with forward slashes; a folder ends with one, `./` is the whole repository. */
  readonly watched: readonly string[];
  readonly defaultBranch: string;
  /** Version of the headless command that the workflow runs. */
  readonly version: string;
  /** Folder of the workspace inside the repository; `.` for the repository itself. */
  readonly workspace: string;
}

/** Where the workflow of a workspace belongs in its repository: one file for each workspace, so that none writes over another's. */
export const workflowFile = (workspace: string): string => `.github/workflows/${nameOf(workspace)}.yml`;

/** Whether a workflow says what was generated; a checkout may have given it other line ends. */
export const isSameWorkflow = (before: string | undefined, text: string): boolean => before?.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') === text;

/**
 * A GitHub Actions workflow: the plan of every environment as a comment on the pull request, deployments after the merge, one environment
 * after the other, each under the rules of its GitHub environment (reviewers, wait timers). Signs in by OIDC; holds no secret.
 * Names reach the shell as variables only, so that none of them can be read as a command or as an expression.
 */
export function renderGithubWorkflow(subject: WorkflowSubject): string {
  const ids = jobIds(subject.environments.map(({ name }) => name));
  const jobs = {
    plan: planJob(subject),
    ...Object.fromEntries(subject.environments.map((environment, index) => [ids[index], deployJob(subject, environment, ids[index] ?? '', ids[index - 1])])),
  };
  const workflow = {
    name: subject.workspace === '.' ? 'AOS Deploy' : `AOS Deploy (${literal(subject.workspace)})`,
    on: {
      pull_request: { paths: subject.watched.map(pattern) },
      push: { branches: [escapePattern(subject.defaultBranch)], paths: subject.watched.map(pattern) },
      workflow_dispatch: null,
    },
    permissions: { contents: 'read' },
    env: { AOS_DEPLOY: '${{ vars.AOS_DEPLOY }}', AOS_WORKSPACE: literal(subject.workspace) },
    jobs,
  };
  return `${header(subject.version)}${stringify(workflow, { lineWidth: 0, nullStr: '', aliasDuplicateObjects: false })}`;
}

const header = (version: string): string => `# Made by AOS Deploy ${version}. Each GitHub environment needs the variables AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_SUBSCRIPTION_ID, and its
# application a federated credential for repo:OWNER/REPOSITORY:environment:NAME. Reviewers of an environment are asked before a plan, too.
# The variable AOS_DEPLOY is the command that the runner starts it by, such as "node /opt/aos-deploy/extension/dist/cli.js" where the .vsix is unpacked:
# what signs in to Azure comes from where you put it, and from no registry by name.
`;

const login = (environment: string) => ({
  name: 'Sign in to Azure', uses: 'azure/login@v2',
  with: { 'client-id': '${{ vars.AZURE_CLIENT_ID }}', 'tenant-id': '${{ vars.AZURE_TENANT_ID }}', 'subscription-id': '${{ vars.AZURE_SUBSCRIPTION_ID }}', environment },
});

const preparation = (environmentOfLogin: string) => [
  { name: 'Find AOS Deploy', shell: 'bash', run: findCommand },
  { uses: 'actions/checkout@v5', with: { 'persist-credentials': false } },
  { uses: 'actions/setup-node@v5', with: { 'node-version': 24 } },
  login(environmentOfLogin),
  { name: 'Install Bicep', run: 'az bicep install' },
];

/** What `azure/login` calls a cloud. */
const loginEnvironment = (cloud: string): string => ({ usgov: 'azureusgovernment', china: 'azurechinacloud' })[cloud] ?? 'azurecloud';

const planJob = ({ environments, workspace }: WorkflowSubject) => {
  const place = { AOS_ENVIRONMENT: '${{ matrix.environment }}', AOS_CLOUD: '${{ matrix.cloud }}', AZURE_SUBSCRIPTION_ID: '${{ vars.AZURE_SUBSCRIPTION_ID }}' };
  return {
    name: 'Plan ${{ matrix.environment }}',
    // A fork's pull request gets no token, and none should.
    if: "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 30,
    permissions: { contents: 'read', 'id-token': 'write', 'pull-requests': 'write' },
    strategy: { 'fail-fast': false, matrix: { include: environments.map(({ name, cloud = 'azure' }) => ({ environment: literal(name), cloud, login: loginEnvironment(cloud) })) } },
    environment: '${{ matrix.environment }}',
    concurrency: { group: `${literal(nameOf(workspace))}-plan-\${{ github.event.pull_request.number }}-\${{ matrix.environment }}`, 'cancel-in-progress': true },
    steps: [
      ...preparation('${{ matrix.login }}'),
      { name: 'Validate', shell: 'bash', env: place, run: validateAll },
      { name: 'Plan', shell: 'bash', env: place, run: planAll },
      { name: 'Comment', shell: 'bash', env: { GH_TOKEN: '${{ github.token }}', PULL_REQUEST: '${{ github.event.pull_request.number }}', MARKER: `<!-- ${literal(nameOf(workspace))}: \${{ matrix.environment }} -->` }, run: commentOnPullRequest },
      { name: 'Keep the plan', if: 'always()', shell: 'bash', run: keepSummary },
    ],
  };
};

const deployJob = ({ workspace, defaultBranch }: WorkflowSubject, { name, cloud = 'azure' }: WorkflowEnvironment, id: string, previous: string | undefined) => {
  const place = { AOS_ENVIRONMENT: literal(name), AOS_CLOUD: cloud, AZURE_SUBSCRIPTION_ID: '${{ vars.AZURE_SUBSCRIPTION_ID }}' };
  const file = nameOf(workspace);
  return {
    name: `Deploy ${literal(name)}`,
    if: `github.event_name != 'pull_request' && github.ref == 'refs/heads/${defaultBranch.replaceAll("'", "''")}'`,
    ...(previous !== undefined && { needs: previous }),
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': 180,
    permissions: { contents: 'read', 'id-token': 'write' },
    environment: literal(name),
    concurrency: { group: `${file}-${literal(name)}`, 'cancel-in-progress': false },
    steps: [
      ...preparation(loginEnvironment(cloud)),
      { name: 'Deploy', shell: 'bash', env: place, run: deployAll },
      { name: 'Verify', shell: 'bash', env: place, run: verifyAll },
      { name: 'Keep the audit', if: 'always()', uses: 'actions/upload-artifact@v5', with: { name: `audit-${id}`, path: '${{ runner.temp }}/events.jsonl\n${{ env.AOS_WORKSPACE }}/deployment/audit/\n', 'if-no-files-found': 'ignore' } },
    ],
  };
};

/** Text that GitHub must not read as an expression. */
const literal = (text: string): string => text.replaceAll('${{', "${{ '${{' }}");

/** Everything that a filter would read as a pattern stands for itself. @see GitHub Docs, Workflow syntax, filter pattern cheat sheet */
const escapePattern = (text: string): string => text.replace(/[\\*?+[\]!]/g, '\\$&');

const pattern = (watched: string): string => (watched === './' ? '**' : watched.endsWith('/') ? `${escapePattern(watched)}**` : escapePattern(watched));

/** Of the file, the workflow's groups and comments. */
const nameOf = (workspace: string): string => (workspace === '.' ? 'aos-deploy' : `aos-deploy-${plain(workspace)}`);

const plain = (text: string): string => text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'x';

/** One ID for each, in their order, also where only signs tell two names apart. GitHub takes letters without regard to case. */
function jobIds(names: readonly string[]): readonly string[] {
  const given = new Set<string>();
  return names.map((name) => {
    const wanted = `deploy-${plain(name)}`;
    let id = wanted;
    for (let number = 2; given.has(id.toLowerCase()); number += 1) id = `${wanted}-${number}`;
    given.add(id.toLowerCase());
    return id;
  });
}
