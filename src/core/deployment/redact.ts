import type { JsonObject, JsonValue } from '../values';

const mask = '***';
/** Shorter values would mask ordinary words. */
const shortestSecret = 6;
/** Keys and signatures inside connection strings and URLs, whoever issued them. */
const keyInText = /\b(AccountKey|SharedAccessKey|SharedAccessSignature|sig|Password|Pwd|client_secret)=([^;&\s"']+)/gi;

/** Every secret text of the secure parameters in an ARM parameters map (name -> `{value}`). */
export function listSecrets(parameters: JsonObject, secureNames: readonly string[]): readonly string[] {
  const secure = new Set(secureNames.map((name) => name.toLowerCase()));
  const found = new Set<string>();
  const visit = (value: JsonValue | undefined): void => {
    if (typeof value === 'string') { if (value.length >= shortestSecret) found.add(value); }
    else if (Array.isArray(value)) value.forEach(visit);
    else if (value && typeof value === 'object') Object.values(value).forEach(visit);
  };
  for (const [name, entry] of Object.entries(parameters)) if (secure.has(name.toLowerCase()) && entry && typeof entry === 'object' && 'value' in entry) visit((entry as JsonObject)['value']);
  return [...found].sort((a, b) => b.length - a.length);
}

/** The same JSON value with every secret, and every key inside a connection string, replaced by `***`. */
export function redact<T>(value: T, secrets: readonly string[]): T {
  return redactValue(value, secrets) as T;
}

function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redactText(value, secrets);
  if (Array.isArray(value)) return value.map((item) => redactValue(item, secrets));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item, secrets)]));
}

function redactText(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, mask);
  return clean.replace(keyInText, (_, name: string) => `${name}=${mask}`);
}
