import { asObject, asString } from '../../../json';
import { resolvePath } from '../../../paths';
import type { JsonObject, JsonValue } from '../../../values';
import type { ConfirmationAnswer, ConfirmationRequest } from '../../../engine';
import type { RunRecord } from '../../../deployment/events';
import type { Finding } from '../action';
import { failed, passed, remember, type RowWork, type WorkScene } from './work';

const count = (values: Readonly<Record<string, number>>): string => Object.entries(values).filter(([, number]) => number > 0).map(([name, number]) => `${number} ${name}`).join(', ') || 'nothing';

/** Whoever approved the action has approved the plan; deletions are a question of their own. */
const confirmBy = ({ inputs }: WorkScene) => async ({ plan }: ConfirmationRequest): Promise<ConfirmationAnswer | undefined> => {
  const deletesConfirmed = inputs['confirmDeletes'] === 'yes';
  return plan.counts.delete > 0 && !deletesConfirmed ? undefined : { planHash: plan.planHash, how: 'flag', deletesConfirmed };
};

function endOf({ success, deploymentName, state, message }: RunRecord): Finding {
  const observed = { deployment: deploymentName, state };
  return success ? passed(`${deploymentName}: ${message}`, observed) : failed(`${deploymentName} ended as ${state}: ${message}`, observed);
}

/** Work that commands of the product do anyway. */
export const deploymentWorks: readonly RowWork[] = [
  {
    row: 'infra.validate.lint-run', describe: () => 'Compiles the template and its parameters and keeps what the compiler says.',
    run: async (scene) => {
      const { diagnostics } = await scene.ports.engine.validate(scene.view.environment.name, scene.signal);
      const found = { errors: diagnostics.filter(({ severity }) => severity === 'error').length, warnings: diagnostics.filter(({ severity }) => severity === 'warning').length };
      await remember(scene, 'lint', { ...found, templateText: scene.view.facts.bound['templateText'] ?? '' });
      return passed(`The compiler has ended: ${count(found)}.`, { ...found, diagnostics: diagnostics.slice(0, 50).map(({ code, message, severity }) => ({ code, message, severity })) });
    },
  },
  {
    row: 'infra.whatif.run', describe: ({ view }) => `Asks Azure what a deployment of ${view.environment.name} would change.`,
    run: async (scene) => {
      const { planHash, counts } = await scene.ports.engine.plan(scene.view.environment.name, {}, scene.signal);
      return passed(`What-if has ended: ${count({ create: counts.create, modify: counts.modify, delete: counts.delete })}.`, { planHash, counts: { ...counts } });
    },
  },
  {
    row: 'infra.exec.orchestrator-run', changesAzure: true, inputs: [{ name: 'confirmDeletes', prompt: 'May it delete what the plan names? yes or no', initial: 'no' }],
    describe: ({ view }) => `Runs a deployment of ${view.environment.name}: validation, plan, deployment, health. It stops where something would be deleted, unless confirmDeletes is yes.`,
    run: async (scene) => {
      const handle = await scene.ports.engine.deploy(scene.view.environment.name, { confirm: confirmBy(scene) }, scene.signal);
      return endOf(await handle.result);
    },
  },
  {
    row: 'infra.direct.run', changesAzure: true, describe: ({ view }) => `Deploys the template to ${view.environment.resourceGroup} directly through ARM, without plan and health checks of a run.`,
    run: async (scene) => {
      const { environment } = scene.view;
      const compiled = await scene.ports.compile(environment, scene.signal);
      if (!compiled.success) return failed('The template does not compile.', compiled.diagnostics.slice(0, 10).map(({ code, message }) => ({ code, message })));
      const { connection, scope } = await scene.connection();
      const name = `aos-deployment-${scene.ports.clock.now().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
      const { id, provisioningState } = await connection.deployments.begin({ ...scope, name, mode: 'Incremental', template: compiled.template, parameters: compiled.parameters }, scene.signal);
      return passed(`ARM has taken ${name}: ${provisioningState}.`, { id, name });
    },
  },
  {
    row: 'emergency.infra.rollback-run', changesAzure: true, inputs: [{ name: 'to', prompt: 'Run, deployment or commit to go back to; empty for the newest good one', initial: '' }, { name: 'confirmDeletes', prompt: 'May it delete what was deployed since? yes or no', initial: 'no' }],
    describe: ({ view, inputs }) => `Takes ${view.environment.resourceGroup} back to ${inputs['to'] || 'its newest good state'}, after a plan of its own; it stops where something would be deleted, unless confirmDeletes is yes.`,
    run: async (scene) => {
      const { to } = scene.inputs;
      const handle = await scene.ports.engine.rollback.start(scene.view.environment.name, { ...(to && { to }), liftLocks: true }, { confirm: confirmBy(scene) }, scene.signal);
      return endOf(await handle.result);
    },
  },
  {
    row: 'emergency.infra.parameters', inputs: [{ name: 'deployment', prompt: 'Name of the deployment; empty for the newest that succeeded', initial: '' }], describe: () => 'Writes the parameters of a good deployment to rollback-params.json. Secure ones are not there: they are listed.',
    run: async (scene) => {
      const { connection, scope } = await scene.connection();
      const all = (await connection.deployments.list(scope, scene.signal)).filter(({ provisioningState, name }) => provisioningState === 'Succeeded' && !/-deployment$/i.test(name)).sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? 1 : -1));
      const chosen = scene.inputs['deployment'] ? all.find(({ name }) => name === scene.inputs['deployment']) : all[0];
      if (!chosen) return failed('There is no such deployment that succeeded.', { deployments: all.slice(0, 20).map(({ name }) => name) });
      const body = asObject((await connection.arm.request('GET', `${chosen.id}?api-version=2021-04-01`, undefined, scene.signal)).body);
      const given = asObject(asObject(body['properties'])['parameters']);
      const secure = Object.entries(given).filter(([, one]) => /^secure/i.test(asString(asObject(one)['type']) ?? '')).map(([name]) => name);
      const parameters = Object.fromEntries(Object.entries(given).filter(([name]) => !secure.includes(name)).map(([name, one]) => [name, { value: asObject(one)['value'] ?? null }])) as JsonObject;
      const file = resolvePath(scene.ports.files.root, 'rollback-params.json');
      await scene.ports.files.writeText(file, `${JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#', contentVersion: '1.0.0.0', parameters }, undefined, 2)}\n`);
      return passed(`rollback-params.json holds ${Object.keys(parameters).length} parameters of ${chosen.name}${secure.length > 0 ? `; to be given: ${secure.join(', ')}` : ''}.`, { deployment: chosen.name, secure });
    },
  },
  {
    row: 'prodready.docs.resource-ids', describe: () => 'Writes name, type and ID of every resource of the group to deployed-resources.json.',
    run: async (scene) => {
      const resources = await scene.ports.engine.listResources(scene.view.environment.name, scene.signal);
      const rows = resources.map(({ name, type, id }) => ({ name, type, id }));
      await scene.ports.files.writeText(resolvePath(scene.ports.files.root, 'deployed-resources.json'), `${JSON.stringify(rows, undefined, 2)}\n`);
      await remember(scene, 'export', { kind: 'inventory', count: rows.length });
      return rows.length > 0 ? passed(`deployed-resources.json lists ${rows.length} resources.`, { count: rows.length }) : failed('The group holds no resource.');
    },
  },
  ...(['main', 'mcp', 'realm'] as const).map((name): RowWork => ({
    row: `app.deploy.${name}-publish`, changesAzure: true, describe: ({ view }) => `Packages the app ${name} and publishes it to ${view.environment.name}.`,
    run: async (scene) => {
      const [application] = await scene.ports.engine.applications.find([name]);
      if (!application) return failed(`The workspace holds no app ${name}.`);
      const { site, hash, checks } = await scene.ports.engine.applications.deploy(scene.view.environment.name, application, {}, scene.signal);
      return passed(`${site} runs the package ${hash.slice(0, 12)}.`, { site, hash, checks: JSON.parse(JSON.stringify(checks)) as JsonValue });
    },
  })),
  {
    row: 'app.zip.packaged', describe: () => 'Makes the ZIP packages of all apps and checks what is inside.',
    run: async (scene) => {
      const applications = await scene.ports.engine.applications.find();
      const reports = await Promise.all(applications.map(async (one) => scene.ports.engine.applications.package(one, scene.signal)));
      const wrong = reports.flatMap(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error'));
      const made = reports.map((one) => ({ name: one.application.name, hash: one.package.hash }));
      if (made.length === 0) return failed('The workspace holds no app.');
      return wrong.length === 0 ? passed(`${made.length} packages: ${made.map(({ name, hash }) => `${name} ${hash.slice(0, 12)}`).join(', ')}.`, { packages: made }) : failed(wrong.map(({ message }) => message).join(' '), { packages: made });
    },
  },
  {
    row: 'app.zip.deployed', changesAzure: true, describe: ({ view }) => `Publishes the ZIP packages of all apps to ${view.environment.name}.`,
    run: async (scene) => {
      const done: { readonly site: string; readonly hash: string }[] = [];
      for (const application of await scene.ports.engine.applications.find()) {
        const { site, hash } = await scene.ports.engine.applications.deploy(scene.view.environment.name, application, {}, scene.signal);
        done.push({ site, hash });
        scene.onLine(`${site}: ${hash.slice(0, 12)}`);
      }
      return done.length > 0 ? passed(`${done.length} apps run their packages.`, { apps: done }) : failed('The workspace holds no app.');
    },
  },
  {
    row: 'emergency.app.rollback-run', changesAzure: true, inputs: [{ name: 'app', prompt: 'App to take back: main, mcp or realm', initial: 'main' }, { name: 'hash', prompt: 'Hash of the earlier package; empty for the one before', initial: '' }],
    describe: ({ view, inputs }) => `Publishes an earlier package of ${inputs['app'] ?? 'main'} to ${view.environment.name}, without building anew.`,
    run: async (scene) => {
      const { applications } = scene.ports.engine;
      const [application] = await applications.find([scene.inputs['app'] || 'main']);
      if (!application) return failed(`The workspace holds no app ${scene.inputs['app'] || 'main'}.`);
      const earlier = (await applications.listPackages(application.name)).map(({ hash }) => hash);
      const hash = scene.inputs['hash'] ? earlier.find((one) => one.startsWith(scene.inputs['hash']!)) : earlier[1];
      if (hash === undefined) return failed('There is no such earlier package here.', { packages: earlier.slice(0, 20) });
      const { site } = await applications.deploy(scene.view.environment.name, application, { hash }, scene.signal);
      return passed(`${site} runs the package ${hash.slice(0, 12)} again.`, { site, hash });
    },
  },
];
