import { asObject, asString } from '../../json';
import type { Environment } from '../../environments/environment';
import type { CompiledEnvironment } from '../../parameters';
import type { JsonObject, JsonValue } from '../../values';
import type { EvidenceScope, Profile, Role, Stage } from '../api';
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
    ...(stage && { stage }), ...(parameters && { parameters }), ...(all && { resources: all }),
  };
}

function stageOf({ name }: Environment, parameters: JsonObject | undefined): Stage | undefined {
  return stages[(asString(parameters?.['environment']) ?? '').toLowerCase()] ?? stages[name.toLowerCase()];
}

/** Values as given; else the template's defaults, where these are constants or name another parameter. */
export function parameterValues({ template, parameters }: Pick<CompiledEnvironment, 'template' | 'parameters'>): JsonObject {
  const declared = asObject(template['parameters']);
  const given = new Map(Object.entries(parameters).map(([name, entry]) => [name.toLowerCase(), asObject(entry)['value']]));
  const valueOf = (name: string, depth = 0): JsonValue | undefined => {
    if (given.has(name.toLowerCase())) return given.get(name.toLowerCase());
    const value = asObject(declared[name])['defaultValue'];
    if (typeof value !== 'string' || !/^\[(?!\[)/.test(value)) return value;
    const other = /^\[parameters\('([^']+)'\)\]$/.exec(value)?.[1];
    return other !== undefined && depth < 10 ? valueOf(other, depth + 1) : undefined;
  };
  return Object.fromEntries(Object.keys(declared).map((name) => [name, valueOf(name)] as const).filter((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined));
}

function rolesOf(listed: EvidenceScope['resources'] & {}, named: JsonObject): EvidenceScope['roles'] {
  const found: Partial<Record<Role, string>> = {};
  for (const role of roleNames) { const one = chooseRole(role, listed, named); if (typeof one !== 'string') found[role] = one.id; }
  return found;
}
