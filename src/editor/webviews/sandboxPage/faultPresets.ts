import * as l10n from '@vscode/l10n';
import { isRecord } from '../../../protocol';
import type { JsonObject, JsonValue } from '../../../core/values';
import type { FaultView } from '../../../protocol/sandbox';

/** A fault that can be switched on without writing a file. `rule` follows `syntaxes/schemas/sandbox-faults.schema.json`. */
interface Preset { readonly id: string; readonly title: () => string; readonly rule: JsonObject }

const presets: readonly Preset[] = [
  { id: 'preset: slow answers', title: () => l10n.t('Slow answers: two seconds each'), rule: { fault: { kind: 'latency', ms: 2000 } } },
  { id: 'preset: throttling', title: () => l10n.t('Throttling: every third change is answered 429'), rule: { match: { method: 'PUT' }, probability: 0.33, fault: { kind: 'throttle', retryAfterSeconds: 2 } } },
  { id: 'preset: server errors', title: () => l10n.t('Server errors: every fifth answer is 503'), rule: { probability: 0.2, fault: { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'The service is unavailable.' } } },
  { id: 'preset: lost connections', title: () => l10n.t('Lost connections: every tenth breaks after the request acted'), rule: { probability: 0.1, fault: { kind: 'reset', when: 'after' } } },
  { id: 'preset: forbidden', title: () => l10n.t('No rights: every change is refused with 403'), rule: { match: { method: 'PUT' }, fault: { kind: 'error', status: 403, code: 'AuthorizationFailed', message: 'The client does not have authorization to perform this action.' } } },
  { id: 'preset: slow provisioning', title: () => l10n.t('Slow provisioning: ten times as long'), rule: { fault: { kind: 'slowOperation', factor: 10 } } },
  { id: 'preset: stuck vault', title: () => l10n.t('A key vault that never finishes'), rule: { match: { type: 'Microsoft.KeyVault/vaults' }, fault: { kind: 'stuckOperation' } } },
  { id: 'preset: vault name taken', title: () => l10n.t('A key vault whose name is taken'), rule: { match: { type: 'Microsoft.KeyVault/vaults' }, fault: { kind: 'failResource', status: 409, code: 'VaultAlreadyExists', message: 'The vault name is already in use. Vault names are globally unique, so it is possible that the name is held by a vault that is recoverable.' } } },
  { id: 'preset: no capacity', title: () => l10n.t('No capacity for hosting plans'), rule: { match: { type: 'Microsoft.Web/serverfarms' }, fault: { kind: 'noCapacity' } } },
  { id: 'preset: no quota', title: () => l10n.t('No quota left for hosting plans'), rule: { match: { type: 'Microsoft.Web/serverfarms' }, fault: { kind: 'quota', limit: 0 } } },
  { id: 'preset: policy', title: () => l10n.t('A policy that denies storage accounts'), rule: { match: { type: 'Microsoft.Storage/storageAccounts' }, fault: { kind: 'denyPolicy', policy: 'Storage is not allowed here' } } },
];

const rulesOf = (file: JsonObject): readonly JsonObject[] => (Array.isArray(file.rules) ? file.rules.filter(isRecord) as readonly JsonObject[] : []);
const isPreset = (rule: JsonObject): boolean => presets.some(({ id }) => id === rule.name);

/** The ready-made faults and those of the file, each on or off. */
export function faultViews(file: JsonObject): readonly FaultView[] {
  const rules = rulesOf(file);
  return [
    ...presets.map(({ id, title }): FaultView => ({ id, title: title(), source: 'preset', on: rules.some((rule) => rule.name === id && rule.enabled !== false) })),
    ...rules.flatMap((rule, index): readonly FaultView[] => (isPreset(rule) ? [] : [{ id: `rule ${index}`, title: ruleTitle(rule), source: 'file', on: rule.enabled !== false }])),
  ];
}

const ruleTitle = (rule: JsonObject): string => (typeof rule.name === 'string' && rule.name !== '' ? rule.name : [kindOf(rule.fault), JSON.stringify(rule.match ?? {})].join(' '));
const kindOf = (fault: JsonValue | undefined): string => (isRecord(fault) && typeof fault.kind === 'string' ? fault.kind : '');

/** The fault file with one fault switched. Rules of the file stay in it, switched off; the order of rules decides, so presets come last. */
export function toggleFault(file: JsonObject, id: string): JsonObject {
  const rules = rulesOf(file);
  const preset = presets.find((one) => one.id === id);
  if (preset) {
    const isOn = rules.some((rule) => rule.name === id && rule.enabled !== false);
    const others = rules.filter((rule) => rule.name !== id);
    return { ...file, rules: isOn ? others : [...others, { name: id, ...preset.rule }] };
  }
  const index = /^rule (\d+)$/.exec(id)?.[1];
  return { ...file, rules: rules.map((rule, at) => (String(at) === index ? { ...rule, enabled: rule.enabled === false } : rule)) };
}

/** Presets leave, rules of the file are switched off. */
export const withoutFaults = (file: JsonObject): JsonObject => ({ ...file, rules: rulesOf(file).filter((rule) => !isPreset(rule)).map((rule) => ({ ...rule, enabled: false })) });
