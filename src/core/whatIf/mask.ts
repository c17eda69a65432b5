import { isArray, isObject } from '../json';
import type { JsonObject, JsonValue } from '../values';
import { isExpression } from './expressions';
import { keyOf, lastName } from './propertyPath';

export const masked = '***';

/** Names of members that hold secrets; matched against the last name of a path and against names of settings. */
const secretName = /(connection_?-?strings?|password|passwd|passphrase|secret(?!s?(name|uri|url|id$|ids$|version|permissions))|(account|access|api|primary|secondary|shared|master|host|function|instrumentation|storage|encryption|signing|private|admin|auth|subscription)_?-?keys?$|^(primary|secondary)?key[12]?$|sas_?-?(token|key|url|uri)|(access|auth|bearer|refresh|pat)_?-?token|^token$|credentials?$|webhook_?-?url|private_?key(?!_?id)|github_?pat|_pat$)/i;
/** Names that only look secret: switches, references and descriptions. */
const harmlessName = /(keyvault|key_vault|publickey|keyname|keyuri|keyurl|keyid|keysource|keyversion|keytype|secretname|secreturi|secretversion|passwordauthentication|tokenlifetime|allowsharedkeyaccess|disablelocalauth|defaulttooauth)/i;
/** Values that are secrets wherever they stand. */
const secretValue = /(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|ClientSecret|InstrumentationKey)\s*=\s*[^;\s]+|[?&]sig=[^&\s]+|-----BEGIN [A-Z ]*PRIVATE KEY-----|^eyJ[\w-]+\.[\w-]+\.[\w-]+$|^gh[pousr]_\w{20,}|^(sk|pk|rk)[-_](live|test|proj)?[-_]?\w{16,}|^[A-Za-z0-9+/]{43}=$|^[A-Za-z0-9+/]{86}==$/i;
/** Key Vault references name a secret and are none. */
const reference = /^@Microsoft\.(KeyVault|AppConfiguration)\(/i;

/** What must not be seen in a plan, and how values are replaced. */
export interface Masker {
  /** Whether the value at this path of this resource type is a secret by its place, its name or its looks. */
  isSecret(type: string, path: string, value: JsonValue | undefined): boolean;
  /** The value with every secret in it replaced; secrets by name inside objects too. */
  mask(type: string, path: string, value: JsonValue): JsonValue;
  /** A text for people (path, reason, message) with the values of secure parameters replaced. */
  scrub(text: string): string;
}

/** Secrets are the given values of secure parameters, wherever they turn up, and what is secret by its name or looks. */
export function createMasker(parameters: JsonObject, secureNames: readonly string[]): Masker {
  const values = listSecretTexts(parameters, secureNames);
  const scrub = (text: string): string => values.reduce((result, secret) => result.replaceAll(secret, masked), text);
  const isSecret = (type: string, path: string, value: JsonValue | undefined): boolean =>
    typeof value !== 'boolean' && value !== null && value !== undefined && !(typeof value === 'string' && (value === '' || isExpression(value) || reference.test(value)))
    && (isSecretPlace(type, path) || (typeof value === 'string' && secretValue.test(value)));
  const mask = (type: string, path: string, value: JsonValue): JsonValue => {
    if (isArray(value)) return value.map((item, index) => mask(type, `${path}[${index}]`, item));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [scrub(name), mask(type, `${path}.${name}`, item)]));
    if (isSecret(type, path, value)) return masked;
    if (typeof value === 'number') return values.includes(String(value)) ? masked : value;
    return typeof value === 'string' ? scrub(value) : value;
  };
  return { isSecret, mask, scrub };
}

/** Key Vault's own secrets, and settings whose name (not whose path) says what they hold. */
function isSecretPlace(type: string, path: string): boolean {
  const kind = type.toLowerCase();
  const name = lastName(path);
  // Which operations on secrets an access policy allows is no secret.
  if (/(^|\.)permissions\.\w+(\[\d+\])?$/i.test(path)) return false;
  if (/^microsoft\.keyvault\/(vaults|managedhsms)\/secrets$/.test(kind) && path === 'properties.value') return true;
  if (name.toLowerCase() === 'value' || name.toLowerCase() === 'connectionstring') return looksSecret(keyOf(path) ?? '') || /connectionstrings/i.test(path);
  if (kind.endsWith('/config') && /^properties\.[^.]+\.value$/.test(path)) return looksSecret(path.split('.')[1] ?? '');
  return looksSecret(name);
}

const looksSecret = (name: string): boolean => secretName.test(name) && !harmlessName.test(name);

/** Longest first, so that a secret inside another one does not break it; with the encodings in which it may turn up. Shorter than four characters, nothing can be told. */
function listSecretTexts(parameters: JsonObject, secureNames: readonly string[]): string[] {
  const secure = new Set(secureNames.map((name) => name.toLowerCase()));
  const given = Object.entries(parameters).filter(([name]) => secure.has(name.toLowerCase())).flatMap(([, parameter]) => leaves(isObject(parameter) ? parameter['value'] : undefined));
  const texts = given.filter((text) => text.length >= 4).flatMap((text) => [text, toBase64(text), encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')), JSON.stringify(text).slice(1, -1)]);
  return [...new Set(texts)].sort((a, b) => b.length - a.length);
}

function leaves(value: JsonValue | undefined): string[] {
  if (isArray(value)) return value.flatMap(leaves);
  if (isObject(value)) return Object.values(value).flatMap(leaves);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

const toBase64 = (text: string): string => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
