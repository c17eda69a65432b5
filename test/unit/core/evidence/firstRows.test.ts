import assert from 'node:assert/strict';
import { LogicError } from '../../../../src/core/errors';
import { allChecks, queries, type Query } from '../../../../src/core/evidence';
import type { Collecting } from '../../../../src/core/evidence/collect/collector';
import { appCollectors } from '../../../../src/core/evidence/collect/collectors/apps';
import { telemetryCollectors } from '../../../../src/core/evidence/collect/collectors/telemetry';
import { workspaceCollectors } from '../../../../src/core/evidence/collect/collectors/workspace';
import { answered, decideFromFacts, unreachable } from '../../../sandbox/evidence/factCase';

const compiledWith = (values: object) => answered(queries.compiled(), { success: true, diagnostics: [], parameters: {}, template: { parameters: Object.fromEntries(Object.entries(values).map(([name, defaultValue]) => [name, { type: 'string', defaultValue }])) } } as never);
const queriesOf = (row: string): readonly Query[] => (allChecks.find((one) => one.row === row)!.needs as readonly Query[]).filter(({ kind }) => kind === 'logs');

describe('evidence that looks good', () => {
  it('is none when the plan is what the parameter says and not what its stage expects', () => {
    const state = (sku: string) => ({ facts: [answered(queries.resource('plan'), { id: '/p', name: 'plan', type: 'x', sku: { name: sku }, properties: {} } as never), answered(queries.outputs(), {}), compiledWith({ functionAppSku: sku })] });
    const of = (stage: 'dev' | 'staging' | 'prod', sku: string) => decideFromFacts('infra.functions.sku', stage, state(sku)).state;
    assert.deepEqual([of('dev', 'Y1'), of('staging', 'EP1'), of('prod', 'EP2'), of('prod', 'Y1'), of('staging', 'Y1'), of('dev', 'EP1')], ['pass', 'pass', 'pass', 'fail', 'fail', 'fail']);
  });

  it('is unknown where no request came, or where one of the queries had no answer', () => {
    const none = queriesOf('verify.appinsights.failures').map((query) => answered(query, [{ total: 0, failed: 0 }]));
    assert.equal(decideFromFacts('verify.appinsights.failures', 'dev', { facts: [compiledWith({}), ...none] }).state, 'unknown');
    const silent = queriesOf('verify.logs.queries').map((query, index) => (index === 3 ? unreachable(query) : answered(query, [])));
    assert.equal(decideFromFacts('verify.logs.queries', 'dev', { facts: [compiledWith({}), ...silent] }).state, 'unknown');
  });

  it('is left out where a run went to another group than that of the environment', async () => {
    const environment = { name: 'prod', subscriptionId: 's', resourceGroup: 'rg-prod' };
    const run = (resourceGroup: string) => ({ deploymentId: resourceGroup, target: { cloud: 'azure', resourceGroup, isSandbox: false } });
    const collecting = { environment, ports: { listRuns: () => Promise.resolve([run('rg-old'), run('rg-prod')]) } } as unknown as Collecting;
    assert.deepEqual((await workspaceCollectors['runs']!({}, collecting) as readonly { readonly deploymentId: string }[]).map(({ deploymentId }) => deploymentId), ['rg-prod']);
  });

  it('is refused when the log service answered a part of the rows', async () => {
    const body = JSON.stringify({ tables: [{ columns: [{ name: 'total' }], rows: [[1]] }], error: { code: 'PartialError', message: 'There were some errors when processing your query.' } });
    const collecting = { idOf: () => Promise.resolve('/appi'), connection: () => Promise.resolve({ cloud: { name: 'x', logs: 'https://logs.example' }, dataPlanes: { send: () => Promise.resolve({ status: 200, headers: {}, body }) } }) } as unknown as Collecting;
    await assert.rejects(async () => telemetryCollectors['logs']!({ of: 'appi', kql: 'requests', timespan: 'PT1H' }, collecting), (error: unknown) => error instanceof LogicError && error.code === 'Logs.PartialError');
  });

  it('is no package where the setting switches packages off', async () => {
    const collecting = (value: string) => ({ fact: ({ kind }: Query) => Promise.resolve(kind === 'kudu' ? { state: 'answered', value: { status: 404, headers: {}, body: '' }, at: '' } : { state: 'answered', value: { state: 'Running' }, at: '' }), answer: () => Promise.resolve({ WEBSITE_RUN_FROM_PACKAGE: value }) }) as unknown as Collecting;
    const has = async (value: string) => (await appCollectors['appDeployment']!({ app: 'main' }, collecting(value)) as { readonly hasPackage: boolean }).hasPackage;
    assert.deepEqual([await has('https://st.example/p.zip'), await has('1'), await has('0'), await has('')], [true, true, false, false]);
  });
});
