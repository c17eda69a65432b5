import { stringify } from 'yaml';

export interface WorkflowSubject {
  /** In the order they are promoted: a change reaches the next one when the one before is green. */
  readonly environments: readonly { readonly name: string; readonly isProtected: boolean }[];
  /** Folders whose changes matter, relative to the repository, with forward slashes. */
  readonly watched: readonly string[];
  readonly defaultBranch: string;
  /** Version of the headless command that the workflow runs. */
  readonly version: string;
  /** Folder of the workspace inside the repository; `.` for the repository itself. */
  readonly workspace: string;
}

/** Where the workflow belongs in a repository. */
export const workflowFile = '.github/workflows/aos-deploy.yml';

const login = {
  name: 'Sign in to Azure', uses: 'azure/login@v2',
  with: { 'client-id': '${{ vars.AZURE_CLIENT_ID }}', 'tenant-id': '${{ vars.AZURE_TENANT_ID }}', 'subscription-id': '${{ vars.AZURE_SUBSCRIPTION_ID }}' },
};
const preparation = [
  { uses: 'actions/checkout@v4' },
  { uses: 'actions/setup-node@v4', with: { 'node-version': 24 } },
  login,
  { name: 'Install Bicep', run: 'az bicep install' },
];
const target = '--cloud azure --subscription "${{ vars.AZURE_SUBSCRIPTION_ID }}"';

/**
 * A GitHub Actions workflow: the plan of every environment as a comment on the pull request, deployments after the merge, one environment
 * after the other, each under the rules of its GitHub environment (reviewers, wait timers). Signs in by OIDC; holds no secret.
 */
export function renderGithubWorkflow(subject: WorkflowSubject): string {
  const names = subject.environments.map((environment) => environment.name);
  const jobs = { plan: planJob(names), ...Object.fromEntries(subject.environments.map((environment, index) => [jobId(environment.name), deployJob(environment.name, names[index - 1])])) };
  const workflow = {
    name: 'AOS Deploy',
    on: {
      pull_request: { paths: subject.watched.map(pattern) },
      push: { branches: [subject.defaultBranch], paths: subject.watched.map(pattern) },
      workflow_dispatch: null,
    },
    permissions: { contents: 'read' },
    env: { AOS_DEPLOY: `npx --yes aos-deploy@${subject.version}`, AOS_WORKSPACE: subject.workspace },
    jobs,
  };
  return `# Made by AOS Deploy. Repository variables it needs: AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_SUBSCRIPTION_ID (per GitHub environment).\n${stringify(workflow, { lineWidth: 0, nullStr: '' })}`;
}

/** `.`: the whole repository. */
const pattern = (folder: string): string => (folder === '.' ? '**' : `${folder}/**`);

const jobId = (environment: string): string => `deploy-${environment.replace(/[^A-Za-z0-9_-]/g, '-')}`;

const planJob = (names: readonly string[]) => ({
  name: 'Plan ${{ matrix.environment }}',
  if: "github.event_name == 'pull_request'",
  'runs-on': 'ubuntu-latest',
  permissions: { contents: 'read', 'id-token': 'write', 'pull-requests': 'write' },
  strategy: { 'fail-fast': false, matrix: { environment: [...names] } },
  environment: '${{ matrix.environment }}',
  steps: [
    ...preparation,
    { name: 'Validate', run: '$AOS_DEPLOY validate --workspace "$AOS_WORKSPACE" --environment "${{ matrix.environment }}"' },
    { name: 'Plan', run: `$AOS_DEPLOY plan --workspace "$AOS_WORKSPACE" --environment "\${{ matrix.environment }}" ${target} --format markdown > plan.md` },
    { name: 'Comment', env: { GH_TOKEN: '${{ github.token }}' }, run: 'gh pr comment "${{ github.event.pull_request.number }}" --body-file plan.md' },
  ],
});

const deployJob = (name: string, previous: string | undefined) => ({
  name: `Deploy ${name}`,
  if: "github.event_name != 'pull_request'",
  ...(previous !== undefined && { needs: jobId(previous) }),
  'runs-on': 'ubuntu-latest',
  permissions: { contents: 'read', 'id-token': 'write' },
  environment: name,
  concurrency: { group: `aos-deploy-${name}`, 'cancel-in-progress': false },
  steps: [
    ...preparation,
    { name: 'Deploy', run: `$AOS_DEPLOY deploy --workspace "$AOS_WORKSPACE" --environment "${name}" ${target} --git-sha "$GITHUB_SHA" --events events.jsonl --yes` },
    { name: 'Verify', run: `$AOS_DEPLOY verify --workspace "$AOS_WORKSPACE" --environment "${name}" ${target}` },
    { name: 'Keep the audit', if: 'always()', uses: 'actions/upload-artifact@v4', with: { name: `audit-${name}`, path: 'events.jsonl\n${{ env.AOS_WORKSPACE }}/deployment/audit/\n', 'if-no-files-found': 'ignore' } },
  ],
});
