import { redact } from '../deployment/redact';
import type { JsonValue } from '../values';

/** Members whose value is a secret whatever it looks like. `secretName` and the like only name one. */
const secretMember = /(password|passwd|pwd|secret|connectionstring|accountkey|accesskey|sharedkey|primarykey|secondarykey|instrumentationkey|functionkey|apikey|api_key|sastoken|accesstoken|refreshtoken|bearer|authorization|clientsecret|credential|functionskey|masterkey|hostkey|authtoken|token|^pat|azurewebjobsstorage)$/i;
/** Addresses whose path is what lets somebody in; the place itself is told. */
const secretAddress = /(serviceuri|webhook|webhookurl|webhookuri|sasurl|sasuri)$/i;
const onlyNames = /(name|names|uri|url|id|version|count|days|enabled|reference|status|state)$/i;
/** Texts that are secrets wherever they stand: JSON web tokens, storage keys, private keys, tokens of GitHub and Azure DevOps. */
const secretTexts = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, /[A-Za-z0-9+/]{86}==/g, /[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])/g, /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g, /\b[\w.~-]{3}8Q~[\w.~-]{31,34}/g, /(?<=\bBearer\s)[\w.~+/=-]{8,}/gi, /(?<=[?&]code=)[^&\s"']+/gi, /(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]+(?=@)/g,
  /(?<=hooks\.slack\.com\/services\/)[\w/]+/gi, /(?<=webhook\.office\.com\/webhookb2\/)[^\s"']+/gi, /\bxox[abeoprs]-[\w-]{10,}/g, /\bglpat-[\w-]{20,}/g, /\bsk-[\w-]{32,}/g, /\b(?=[a-z]*[2-7])[a-z2-7]{52}\b/g, /(?<=\bAuthorization\W{1,4}Basic\s)[\w+/=]{8,}/gi,
];
/** What stands behind the name of a secret in a text: in JSON, in YAML, in variables, in headers, in arguments. */
const namedSecrets = [
  /((?:password|passwd|pwd|client[_-]?secret|_secret|api[_-]?key|access[_-]?key|account[_-]?key|functions[_-]?key|master[_-]?key|host[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|sas[_-]?token|connection[_-]?string)(?:\\?["'])?\s{0,4}(?:=\s{0,4}\\?["']?|:\s{0,4}\\?["']|:\s{0,4}(?=\S*\d)))([^\s"'\\;,&@$<{(*][^\s"'\\;,&]{5,})/gi,
  /(--(?:password|client-secret|account-key|sas-token|connection-string|secret)(?:\s{1,4}|=)["']?)([^\s"'-][^\s"']{3,})/gi, /(\baz login\b[^\n]{0,200}?\s-p\s{1,4}["']?)([^\s"']{4,})/gi,
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
  const bare = secretTexts.reduce((known, pattern) => known.replace(pattern, mask), redact(text, secrets));
  return namedSecrets.reduce((known, pattern) => known.replace(pattern, (_, name: string) => `${name}${mask}`), bare);
}

function clean(value: JsonValue, depth: number): JsonValue {
  if (typeof value === 'string') return redactEvidenceText(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth >= deepest) return '…';
  if (Array.isArray(value)) return value.map((one: JsonValue) => clean(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, typeof one === 'string' && one !== '' ? cleanMember(name, one) : clean(one as JsonValue, depth + 1)]));
}

function cleanMember(name: string, text: string): string {
  const plain = name.replace(/[-_]/g, '');
  if (secretAddress.test(plain) && URL.canParse(text)) return `${new URL(text).origin}/${mask}`;
  return secretMember.test(plain) && !onlyNames.test(plain) && !text.startsWith('@Microsoft.KeyVault(') ? mask : redactEvidenceText(text);
}
