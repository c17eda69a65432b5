import { hashJson } from '../hash';
import { asObject, isObject, member } from '../json';
import { LogicError } from '../errors';
import type { JsonObject, JsonValue } from '../values';
import { redactTemplate } from './redactTemplate';

/**
 * What a green run deployed, complete enough to deploy it again. Content-addressed: `bundleId` is the SHA-256 (hex) of `content`.
 * Holds no secret: a secure parameter is kept as its Key Vault reference or not at all (`missingSecrets`).
 */
export interface Bundle { readonly bundleId: string; readonly content: BundleContent }

export interface BundleContent {
  readonly version: 1;
  readonly environment: string;
  readonly deploymentId: string;
  readonly deploymentName: string;
  /** ISO 8601 UTC of the run's end. */
  readonly madeAt: string;
  readonly gitSha?: string;
  readonly target: { readonly cloud: string; readonly subscriptionId: string; readonly resourceGroup: string; readonly location: string };
  readonly template: JsonObject;
  /** name -> `{value}` or `{reference}`. */
  readonly parameters: JsonObject;
  /** Secure parameters that were given as values: to be asked for again. */
  readonly missingSecrets: readonly string[];
  /** Outputs without the secure ones. */
  readonly outputs: JsonObject;
  /** Application -> SHA-256 (hex) of its package, where it is known. */
  readonly packages: Readonly<Record<string, string>>;
  /** Blob of an agent or server -> SHA-256 (hex) of its configuration, where it is known. */
  readonly configurations: Readonly<Record<string, string>>;
}

export interface BundleSource extends Omit<BundleContent, 'version' | 'missingSecrets' | 'packages' | 'configurations'> {
  readonly secureParameterNames: readonly string[];
  readonly packages?: BundleContent['packages'];
  readonly configurations?: BundleContent['configurations'];
}

/** Makes the bundle of a run. Values of secure parameters, and secrets written into the template, are left out here, before anything is stored or hashed. */
export function makeBundle({ secureParameterNames, parameters, packages = {}, configurations = {}, ...rest }: BundleSource): Bundle {
  const { template, values } = redactTemplate(rest.template);
  const isGiven = (name: string): boolean => Object.keys(parameters).some((given) => given.toLowerCase() === name.toLowerCase());
  const secure = new Set(secureParameterNames.map((name) => name.toLowerCase()));
  const isValueOfSecret = ([name, given]: readonly [string, JsonValue]): boolean => secure.has(name.toLowerCase()) && member(given, 'reference') === undefined;
  const entries = Object.entries(parameters);
  const content: BundleContent = {
    version: 1, ...rest, template, packages, configurations,
    parameters: Object.fromEntries(entries.filter((entry) => !isValueOfSecret(entry))),
    missingSecrets: [...entries.filter(isValueOfSecret).map(([name]) => name), ...Object.keys(values).filter((name) => !isGiven(name))].sort(),
  };
  return { bundleId: bundleIdOf(content), content };
}

export const bundleIdOf = (content: BundleContent): string => hashJson(content as unknown as JsonValue);

/**
 * Reads a stored bundle and checks that it is what its id says.
 * @throws LogicError `Bundle.Damaged` naming the bundle and what is wrong with it.
 */
export function parseBundle(text: string, bundleId: string): Bundle {
  const content = parseContent(text, bundleId);
  const actual = bundleIdOf(content);
  if (actual !== bundleId) throw damaged(bundleId, `its content has the hash ${actual.slice(0, 12)}…`);
  return { bundleId, content };
}

function parseContent(text: string, bundleId: string): BundleContent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(bundleId, `it is not JSON (${(error as Error).message})`);
  }
  if (!isObject(value) || value['version'] !== 1 || !isObject(value['template']) || !isObject(value['parameters'])) throw damaged(bundleId, 'it is no bundle of this version');
  return value as unknown as BundleContent;
}

const damaged = (bundleId: string, why: string): LogicError =>
  new LogicError('Bundle.Damaged', `The bundle ${bundleId.slice(0, 12)}… cannot be used: ${why}.`, { nextStep: 'Choose another good state, or roll back from the commit of this run.' });

/**
 * The parameters to deploy a bundle with: what it holds and the secrets asked for again.
 * @throws LogicError `Bundle.SecretMissing` naming the parameters still without a value.
 */
export function parametersOf({ content }: Bundle, secrets: Readonly<Record<string, string>>): JsonObject {
  const missing = content.missingSecrets.filter((name) => !secrets[name]);
  if (missing.length > 0) throw new LogicError('Bundle.SecretMissing', `The bundle needs the secure parameters ${missing.join(', ')}, whose values were never stored.`, { nextStep: 'Give the values again, or reference them from a Key Vault in the parameters file.' });
  return { ...content.parameters, ...Object.fromEntries(content.missingSecrets.map((name) => [name, { value: secrets[name]! }])) };
}

/** Packages, commit and template of two good states side by side: names of what differs. */
export function compareBundles(before: BundleContent, after: BundleContent): readonly string[] {
  const changed = (name: string, a: unknown, b: unknown): readonly string[] => (hashJson((a ?? null) as JsonValue) === hashJson((b ?? null) as JsonValue) ? [] : [name]);
  const keys = (a: unknown, b: unknown): readonly string[] => [...new Set([...Object.keys(asObject(a)), ...Object.keys(asObject(b))])].sort();
  return [
    ...changed('commit', before.gitSha, after.gitSha), ...changed('template', withoutGenerator(before.template), withoutGenerator(after.template)),
    ...keys(before.parameters, after.parameters).flatMap((name) => changed(`parameter ${name}`, before.parameters[name], after.parameters[name])),
    ...keys(before.packages, after.packages).flatMap((name) => changed(`package ${name}`, before.packages[name], after.packages[name])),
    ...keys(before.configurations, after.configurations).flatMap((name) => changed(`configuration ${name}`, before.configurations[name], after.configurations[name])),
  ];
}

const withoutGenerator = ({ metadata: _metadata, ...rest }: JsonObject): JsonObject => rest;
