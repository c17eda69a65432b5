import { asString } from '../../json';
import type { Environment } from '../../environments/environment';
import type { JsonObject } from '../../values';
import type { EvidenceScope, Profile, Role, Stage } from '../api';
import { parameterValues } from '../parameterValues';
import { compiled, outputs, resources } from '../queries';
import { chooseRole, roleNames } from './roles';
import type { Session } from './session';

const stages: Readonly<Record<string, Stage>> = { dev: 'dev', development: 'dev', test: 'dev', testing: 'dev', staging: 'staging', stage: 'staging', 'pre-production': 'staging', preprod: 'staging', prod: 'prod', production: 'prod', live: 'prod' };

/** What checks know before they name their queries. Whatever cannot be known is left out. */
export async function findScope(session: Session): Promise<EvidenceScope> {
  const { environment, ports } = session;
  const [built, listed, named] = await Promise.all([session.fact(compiled()), session.fact(resources()), session.fact(outputs())]);
  const parameters = built.state === 'answered' && built.value.success ? parameterValues(built.value) : undefined;
  const all = listed.state === 'answered' ? listed.value : listed.state === 'absent' ? [] : undefined;
  const stage = stageOf(environment, parameters);
  return {
    environment, now: ports.clock.now(), profile: (environment.profile ?? {}) as Profile,
    roles: rolesOf(all ?? [], named.state === 'answered' ? named.value : {}),
    ...(stage && { stage }), ...(parameters && { parameters }), ...(all && { resources: all }), ...(all && { groupExists: listed.state === 'answered' }),
  };
}

function stageOf({ name }: Environment, parameters: JsonObject | undefined): Stage | undefined {
  return stages[(asString(parameters?.['environment']) ?? '').toLowerCase()] ?? stages[name.toLowerCase()];
}

function rolesOf(listed: EvidenceScope['resources'] & {}, named: JsonObject): EvidenceScope['roles'] {
  const found: Partial<Record<Role, string>> = {};
  for (const role of roleNames) { const one = chooseRole(role, listed, named); if (typeof one !== 'string') found[role] = one.id; }
  return found;
}
