import { redact } from '../deployment/redact';
import type { JsonValue } from '../values';

/** Members whose value is a secret whatever it looks like. `secretName` and the like only name one. */
const secretMember = /(password|passwd|pwd|secret|connectionstring|accountkey|accesskey|sharedkey|primarykey|secondarykey|instrumentationkey|functionkey|apikey|api_key|sastoken|accesstoken|refreshtoken|bearer|authorization|clientsecret|credential)$/i;
const onlyNames = /(name|names|uri|url|id|version|count|days|enabled|reference|status|state)$/i;
/** Texts that are secrets wherever they stand: JSON web tokens, storage keys, private keys, tokens of GitHub and Azure DevOps. */
const secretTexts = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, /[A-Za-z0-9+/]{86}==/g, /[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g, /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g, /\b[\w.~-]{3}8Q~[\w.~-]{31,34}/g, /(?<=\bBearer\s)[\w.~+/=-]{8,}/gi, /(?<=[?&]code=)[^&\s"']+/gi, /(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]+(?=@)/g,
];
const mask = '***';
/** Deeper values say nothing to people any more. */
const deepest = 12;

/**
 * A value as it may be kept and shown: secret members and texts are `***`. What is known to be secret is taken out before, by whoever knows it;
 * this is the second net, for what nobody declared.
 */
export function redactEvidence(value: JsonValue, secrets: readonly string[] = []): JsonValue {
  return clean(redact(value, secrets), 0);
}

export function redactEvidenceText(text: string, secrets: readonly string[] = []): string {
  return secretTexts.reduce((known, pattern) => known.replace(pattern, mask), redact(text, secrets));
}

function clean(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return redactEvidenceText(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.map((one: JsonValue) => clean(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isSecretMember(name) && typeof one === 'string' && one !== '' ? mask : clean(one as JsonValue, depth + 1)]));
}

const isSecretMember = (name: string): boolean => secretMember.test(name) && !onlyNames.test(name);
