import { DeployError, CancelledError, LogicError } from '../errors';
import { asObject, asString, member } from '../json';
import type { CompiledEnvironment } from '../parameters';
import type { JsonObject } from '../values';
import type { Deployable } from './deployable';

export interface SecretSources {
  /** Values that the caller has: name -> value. Never stored. */
  readonly given?: Readonly<Record<string, string>>;
  /** Asked for what is still missing, once. Undefined: nobody gives them. */
  readonly ask?: (names: readonly string[]) => Promise<Readonly<Record<string, string>> | undefined>;
  /** The environment compiled as it is now: its secrets stand in for those of then. */
  readonly compileNow: () => Promise<Pick<CompiledEnvironment, 'parameters'>>;
}

export interface SecretsFound { readonly parameters: JsonObject; readonly notices: readonly string[] }

/** Values for the secure parameters: those given, then those of today's parameters file, then those asked for. @throws LogicError `Bundle.SecretMissing`. */
export async function findSecrets({ missingSecrets, template }: Pick<Deployable, 'missingSecrets' | 'template'>, { given = {}, ask, compileNow }: SecretSources): Promise<SecretsFound> {
  if (missingSecrets.length === 0) return { parameters: {}, notices: [] };
  const ofGiven = pick(missingSecrets, (name) => asString(member(given, name)));
  const rest = missingSecrets.filter((name) => !(name in ofGiven));
  const today = rest.length === 0 ? {} : await readToday(compileNow);
  const ofToday = Object.fromEntries(rest.flatMap((name) => { const entry = member(today, name); return entry === undefined ? [] : [[name, entry]]; }));
  const declared = asObject(template['parameters']);
  // ARM lists parameters that nobody gave, too; those of today's file that still nobody gives keep their default.
  const ofDefault = today === undefined ? [] : rest.filter((name) => !(name in ofToday) && asObject(declared[name])['defaultValue'] !== undefined);
  const unknown = rest.filter((name) => !(name in ofToday) && !ofDefault.includes(name));
  const answers = unknown.length === 0 ? {} : await ask?.(unknown) ?? {};
  const ofAnswers = pick(unknown, (name) => asString(member(answers, name)));
  const missing = unknown.filter((name) => !(name in ofAnswers));
  if (missing.length > 0) throw new LogicError('Bundle.SecretMissing', `The values of the secure parameters ${missing.join(', ')} were never stored, and the parameters file of now does not give them.`, { nextStep: 'Give them again (--secrets FILE on the command line), or reference them from a Key Vault in the parameters file.' });
  const taken = Object.keys(ofToday);
  return {
    parameters: { ...ofGiven, ...ofToday, ...ofAnswers },
    notices: [
      ...(taken.length === 0 ? [] : [`${taken.join(', ')}: taken from the parameters file of now, because secret values are never stored.`]),
      ...(ofDefault.length === 0 ? [] : [`${ofDefault.join(', ')}: the template's default, because secret values are never stored and the parameters file of now gives none.`]),
    ],
  };
}

/** A parameters file that does not compile any more gives no secrets; they are asked for then. */
async function readToday(compileNow: SecretSources['compileNow']): Promise<JsonObject | undefined> {
  try {
    return asObject((await compileNow()).parameters);
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return undefined;
  }
}

const pick = (names: readonly string[], valueOf: (name: string) => string | undefined): Record<string, JsonObject> =>
  Object.fromEntries(names.flatMap((name) => { const value = valueOf(name); return value === undefined ? [] : [[name, { value }]]; }));
