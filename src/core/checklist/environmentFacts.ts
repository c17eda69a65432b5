import type { Profile, Stage } from '../evidence';
import { readParametersHead, readStringParameter } from '../environments/bicepText';
import { firstGreen, isSameTarget, type Environment } from '../environments';
import { hashJson, sha256Hex } from '../hash';
import { asObject } from '../json';
import { dirName, resolvePath } from '../paths';
import type { Git, WorkspaceFiles } from '../ports';
import type { RunRecord } from '../deployment/events';
import type { JsonObject, JsonValue } from '../values';
import { findConditions, profileOf, type Conditions } from './conditions';
import type { BoundTo, EvidenceBook } from './evidence';
import type { Incident } from '../incident';

/** What the checklist knows of an environment without asking Azure or the compiler. */
export interface EnvironmentFacts {
  readonly environment: Environment;
  readonly stage?: Stage;
  readonly profile: Profile;
  readonly conditions: Conditions;
  /** What evidence made now belongs to, by kind. */
  readonly bound: BoundTo;
  /** Newest green run on the same target. */
  readonly green?: RunRecord;
  /** When the first of them ended: from then on there is something to look after. */
  readonly greenSince?: Date;
  readonly lastRun?: RunRecord;
  /** The first run of the present commit. */
  readonly firstOfCommit?: RunRecord;
}

export interface FactPorts { readonly files: WorkspaceFiles; readonly git: Git; history(environment: string): Promise<readonly RunRecord[]> }

const stages: Readonly<Record<string, Stage>> = { dev: 'dev', development: 'dev', test: 'dev', testing: 'dev', staging: 'staging', stage: 'staging', preprod: 'staging', 'pre-production': 'staging', prod: 'prod', production: 'prod', live: 'prod' };

export async function readFacts(environment: Environment, book: EvidenceBook, incident: Incident | undefined, { files, git, history }: FactPorts, signal?: AbortSignal): Promise<EnvironmentFacts> {
  const [texts, template, commit, runs] = await Promise.all([parametersTexts(files, environment), templateText(files, environment), git.headCommit(signal), history(environment.name)]);
  const parameters = constants([...texts, template.main]);
  const profile = profileOf(environment.profile);
  const here = runs.filter((run) => isSameTarget(run, environment));
  const green = here.find(({ success }) => success);
  const greenSince = firstGreen(runs, environment);
  const firstOfCommit = commit === undefined ? undefined : here.findLast(({ gitSha }) => gitSha === commit);
  const planned = here.find(({ planCounts }) => planCounts !== undefined);
  const stage = stages[String(parameters['environment'] ?? '').toLowerCase()] ?? stages[environment.name.toLowerCase()];
  const conditions = findConditions({
    parameters, profile, ...(green && { deploymentWarnings: warningsOf(green) }), ...(planned?.planCounts && { deletes: planned.planCounts.delete }),
    ...(incident && { incident: { isOpen: true, dataLost: incident.lost.data !== undefined || incident.decision?.decision === 'data', secretsLost: incident.lost.secrets !== undefined } }),
  });
  const plan = here.find(({ planHash }) => planHash !== undefined)?.planHash ?? book.lastRun?.bound['plan'];
  const bound: Record<string, string | undefined> = {
    target: targetOf(environment), parametersText: sha256Hex(texts.join('\0')), templateText: template.hash, profile: hashJson((profile ?? {}) as unknown as JsonValue),
    commit, deployment: green?.deploymentName, plan, incident: incident?.declaredAt,
  };
  return { environment, profile, conditions, bound: Object.fromEntries(Object.entries(bound).filter((entry): entry is [string, string] => entry[1] !== undefined)), ...(stage && { stage }), ...(green && { green }), ...(greenSince && { greenSince }), ...(here[0] && { lastRun: here[0] }), ...(firstOfCommit && { firstOfCommit }) };
}

/** Where the environment is, as far as it can be told without asking: evidence from elsewhere is of another thing. */
export const targetOf = ({ cloud = 'azure', subscriptionId = '', resourceGroup }: Environment): string => `${cloud}/${subscriptionId}/${resourceGroup}`.toLowerCase();


const warningsOf = ({ outputs }: RunRecord): JsonObject => { const output = asObject(outputs['deploymentWarnings']); return asObject('value' in output ? output['value'] : output); };

/** The parameters file and those it extends, nearest first; empty where one cannot be read. */
async function parametersTexts(files: WorkspaceFiles, { parametersFile }: Environment): Promise<readonly string[]> {
  const texts: string[] = [];
  let file: string | undefined = parametersFile;
  for (let depth = 0; file !== undefined && depth < 10 && await files.exists(file); depth++) {
    const text: string = await files.readText(file);
    texts.push(text);
    const base: string | undefined = readParametersHead(text).extends;
    file = base === undefined ? undefined : resolvePath(dirName(file), base);
  }
  return texts;
}

async function templateText(files: WorkspaceFiles, { templateFile }: Environment): Promise<{ readonly main: string; readonly hash: string }> {
  const folder = dirName(templateFile);
  const sources = await files.find(['.bicep'], folder);
  const texts = await Promise.all(sources.map(async (file) => [file.slice(folder.length), await files.readText(file)] as const));
  return { main: texts.find(([file]) => templateFile.endsWith(file))?.[1] ?? '', hash: hashJson(texts.map(([file, text]) => [file, sha256Hex(text)])) };
}

/** The first text that says a value wins. */
function constants(texts: readonly string[]): JsonObject {
  const found: Record<string, JsonValue> = {};
  const first = <T extends JsonValue>(name: string, read: (text: string) => T | undefined): void => { const value = texts.map(read).find((one) => one !== undefined); if (value !== undefined) found[name] = value; };
  for (const name of ['location', 'environment', 'functionAppSku', 'serviceBusSku', 'storageSku']) first(name, (text) => readStringParameter(text, name));
  for (const name of ['enableAppInsights', 'enableAzureML', 'enableB2C']) first(name, (text) => readFlag(text, name));
  return found;
}

function readFlag(text: string, name: string): boolean | undefined {
  const value = new RegExp(`^[ \\t]*param[ \\t]+${name}\\b[^=\\n/]*=[ \\t]*(true|false)\\b`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : value === 'true';
}
