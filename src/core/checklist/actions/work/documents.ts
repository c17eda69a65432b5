import { asObject, asString, isObject } from '../../../json';
import { resolvePath } from '../../../paths';
import { appCommits } from '../../../evidence/checks/prodready/documents';
import type { RunRecord } from '../../../deployment/events';
import { failed, passed, remember, type ClickWork, type WorkScene } from './work';
import { commit } from './repository';
import { runbooks } from './runbookTexts';

/** Files that the list asks for, written from what is known. What is there already stays as it is. */
export const documentWorks: readonly ClickWork[] = [
  {
    action: 'create-runbooks', title: 'Write the runbooks that are missing', changesRepository: true, describe: () => 'Writes the missing runbooks to docs/runbooks, from the environment, its resources and the profile, and commits them. Read and complete them.',
    preview: async (scene) => (await missingRunbooks(scene)).map(([file]) => `writes ${file}`),
    run: async (scene) => {
      const missing = await missingRunbooks(scene);
      for (const [file, text] of missing) await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), text);
      const committed = await commit(scene, ['docs/runbooks'], 'Runbooks');
      return committed.state === 'pass' ? passed(missing.length === 0 ? 'All runbooks are there; read them and bring them up to date.' : `Written and committed: ${missing.map(([file]) => file).join(', ')}.`) : committed;
    },
  },
  {
    action: 'export-deployment-record', title: 'Document the deployment', changesRepository: true, describe: ({ view }) => `Writes the record of the newest green deployment of ${view.environment.name} to docs/deployments and commits it.`,
    run: async (scene) => {
      const { green } = scene.view.facts;
      if (!green) return failed('No run of this environment has succeeded yet.');
      const file = `docs/deployments/${green.deploymentId}.md`;
      await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), await recordOf(scene, green));
      await remember(scene, 'export', { kind: 'deployment-record', file });
      const committed = await commit(scene, [file], `Deployment ${green.deploymentId}`);
      return committed.state === 'pass' ? passed(`${file} documents ${green.deploymentId}, and is committed.`) : committed;
    },
  },
  {
    action: 'create-load-test-scenario', title: 'Write a load test', changesRepository: true, describe: () => 'Writes locustfile.py, which asks the health endpoint of the main app and lists its agents, and commits it. One that is there stays.',
    run: async (scene) => {
      const { files } = scene.ports;
      const file = resolvePath(files.root, 'locustfile.py');
      if (!await files.exists(file)) await files.writeText(file, scenario);
      return commit(scene, ['locustfile.py'], 'Load test');
    },
  },
  {
    action: 'create-local-settings', title: 'Write local.settings.json', describe: () => 'Writes local.settings.json for the emulator, with debug logging. One that is there stays; git must ignore it.',
    run: async (scene) => {
      const { files } = scene.ports;
      const file = resolvePath(files.root, 'local.settings.json');
      if (await files.exists(file)) return passed('local.settings.json is there already.');
      await files.writeText(file, `${JSON.stringify({ IsEncrypted: false, Values: { AzureWebJobsStorage: 'UseDevelopmentStorage=true', FUNCTIONS_WORKER_RUNTIME: 'python', AOS_ENVIRONMENT: 'dev', AOS_LOG_LEVEL: 'DEBUG' } }, undefined, 2)}\n`);
      return passed('local.settings.json is written.');
    },
  },
  {
    action: 'save-load-test-baseline', title: 'Keep the newest load test as the baseline', describe: ({ view }) => `Marks the newest load test of ${view.environment.name} as what later ones are compared with.`,
    run: async (scene) => {
      const [last] = await scene.ports.records.list(scene.view.environment.name, 'load-test');
      if (!last) return failed('No load test was made yet.');
      const { connection, scope } = await scene.connection();
      const plan = (await connection.resources.listResources(scope, scene.signal)).find(({ type }) => type.toLowerCase() === 'microsoft.web/serverfarms');
      await remember(scene, 'load-test', { ...asObject(last.value), baseline: true, sku: asString(asObject(plan?.sku)['name']) ?? '' });
      return passed(`The load test of ${last.at} is the baseline.`);
    },
  },
];

async function missingRunbooks(scene: WorkScene): Promise<readonly (readonly [string, string])[]> {
  const { files } = scene.ports;
  const all = Object.entries(await runbooks(scene)).map(([name, text]) => [`docs/runbooks/${name}.md`, text] as const);
  const there = await Promise.all(all.map(([file]) => files.exists(resolvePath(files.root, file))));
  return all.filter((_, index) => !there[index]);
}

/** Everything that somebody asks about a deployment later: when, what, from which commit, with which warnings, and how the list stood. */
async function recordOf(scene: WorkScene, run: RunRecord): Promise<string> {
  const { view } = scene;
  const resources = await scene.ports.engine.listResources(view.environment.name, scene.signal);
  const open = view.items.filter(({ state }) => state === 'fail' || state === 'warn');
  const output = asObject(run.outputs['deploymentWarnings']);
  const warnings = isObject(output['value']) ? output['value'] : output;
  const published = appCommits(await scene.ports.records.list(view.environment.name, 'publish'));
  const signed = [...view.book.signatures.values()].map(({ role, by, at }) => `- ${role}: ${by}, ${at}`);
  return [
    `# Deployment ${run.deploymentId}`, `| | |\n|---|---|\n| Environment | ${view.environment.name} |\n| Resource group | ${run.target?.resourceGroup ?? view.environment.resourceGroup} |\n| ARM deployment | ${run.deploymentName} |\n| Started | ${run.timestamp} |\n| Completed | ${run.endedAt ?? 'unknown'} |\n| Commit | ${run.gitSha ?? 'unknown'} |\n| By | ${run.by ?? 'unknown'} |`,
    `## Applications\n\n${published.map(({ app, commit: made }) => `- ${app}: ${made}`).join('\n') || 'None was published from here.'}`,
    `## Warnings\n\n${[...run.warnings.map((one) => `- ${one}`), ...Object.entries(warnings).map(([name, value]) => `- ${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)].join('\n') || 'No warnings.'}`,
    `## Deviations\n\n${open.map(({ item, state, reason }) => `- ${item.id} (${state}): ${reason}`).join('\n') || 'No deviations.'}`,
    `## Sign-off\n\n${signed.join('\n') || 'Signed in the readiness report.'}`, `## Resources\n\n${resources.map(({ name, type, id }) => `- ${name} (${type}): ${id}`).join('\n')}`, '',
  ].join('\n\n');
}

const scenario = `"""Asks the main app as its users do: mostly its health, sometimes the list of its agents."""

from locust import HttpUser, between, task


class AgentUser(HttpUser):
    wait_time = between(1, 3)

    @task(3)
    def health(self):
        self.client.get("/api/health")

    @task
    def agents(self):
        self.client.get("/api/agents")
`;
