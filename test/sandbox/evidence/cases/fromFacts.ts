import type { RunRecord } from '../../../../src/core/deployment';
import { allChecks, queries, type VerdictState } from '../../../../src/core/evidence';
import type { CompiledEnvironment } from '../../../../src/core/parameters';
import { answered, unreachable, type FactCase } from '../factCase';
import { emergencyFactCases } from './emergencyFromFacts';
import { opsFactCases, opsMoreCases } from './opsFromFacts';
import { prodreadyFactCases } from './prodreadyFromFacts';
import { verifyFactCases } from './verifyFromFacts';

const { armGet, compiled, fileText, git, resource, runs, storageEndpoint } = queries;
const commit = 'a'.repeat(40);
const emulator = storageEndpoint('blob', 'emulator');
const local = answered(fileText('local.settings.json'), JSON.stringify({ Values: { AzureWebJobsStorage: 'UseDevelopmentStorage=true' } }));
const rowsOf = (row: string): readonly string[] => allChecks.find((one) => one.row === row)?.rows ?? [];
const allOf = (row: string, state: VerdictState) => Object.fromEntries(rowsOf(row).map((one) => [one, state]));
/** All but the first are green. */
const butOne = (row: string) => ({ ...allOf(row, 'pass'), [rowsOf(row)[0]!]: 'fail' as const });

const run = (gitSha: string) => ({ success: true, deploymentId: 'r', gitSha, templateHash: 't', events: [] }) as unknown as RunRecord;
const rehearsal = (gitSha: string) => ({ facts: [answered(runs(), [run(gitSha)]), answered(git('rev-parse', 'HEAD'), { exitCode: 0, stdout: `${commit}\n`, stderr: '' }), answered(compiled('prod'), { templateHash: 't' } as CompiledEnvironment)], rows: allOf('env-staging.tasks.rehearsal', 'pass') });
const resourceWith = (role: 'st' | 'kv' | 'bus', defaultAction: string) => answered(resource(role), { id: `/${role}`, name: role, type: role, properties: { networkAcls: { defaultAction } } });
const network = (vaultDefault: string) => ({ facts: [resourceWith('st', 'Deny'), resourceWith('kv', vaultDefault), resourceWith('bus', 'Deny'), answered(armGet('{bus}/networkRuleSets/default', '2021-11-01'), { properties: { defaultAction: 'Deny' } })], rows: allOf('env-prod.traits.network', 'pass') });

export const factCases: readonly FactCase[] = [
  ...verifyFactCases, ...prodreadyFactCases, ...emergencyFactCases, ...opsFactCases, ...opsMoreCases,
  { row: 'env-dev.tasks.emulator', stage: 'dev', right: { facts: [local, answered(emulator, { status: 400, headers: {}, body: '' })] }, wrong: { facts: [local, unreachable(emulator)] } },
  { row: 'env-staging.tasks.rehearsal', stage: 'staging', right: rehearsal(commit), wrong: rehearsal('b'.repeat(40)) },
  { row: 'env-prod.traits.monitoring', stage: 'prod', right: { rows: allOf('env-prod.traits.monitoring', 'pass') }, wrong: { rows: butOne('env-prod.traits.monitoring') } },
  { row: 'env-prod.traits.network', stage: 'prod', right: network('Deny'), wrong: network('Allow') },
  { row: 'env-prod.traits.dr', stage: 'prod', right: { rows: allOf('env-prod.traits.dr', 'pass') }, wrong: { rows: butOne('env-prod.traits.dr') } },
];
