import type { JsonObject, JsonValue } from '../../armTemplate';
import { isObject } from '../json';

export const mask = '*******';

/** Shorter secrets are masked only where they are the whole text: they would hit words by chance. */
const shortestInside = 6;

/** Secret texts that no answer may show, wherever they turn up. */
export class Secrets {
  private readonly texts = new Set<string>();

  constructor(inherited?: Secrets) { for (const text of inherited?.texts ?? []) this.texts.add(text); }

  /** Takes every text inside a value. */
  add(value: JsonValue | undefined): void {
    if (typeof value === 'string') { if (value !== '') this.texts.add(value); return; }
    if (typeof value === 'number') { this.texts.add(String(value)); return; }
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) this.add(item);
  }

  /** Only texts long enough to be keys, and no resource IDs: what `list*` functions answer holds names and permissions, too. */
  addKeys(value: JsonValue): void {
    if (typeof value === 'string') { if (value.length >= 16 && !value.startsWith('/')) this.texts.add(value); return; }
    if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) this.addKeys(item);
  }

  hide<T extends JsonValue>(value: T): T {
    return (this.texts.size === 0 ? value : this.hideIn(value)) as T;
  }

  hideText(text: string): string {
    if (this.texts.has(text)) return mask;
    let hidden = text;
    for (const secret of this.texts) if (secret.length >= shortestInside && hidden.includes(secret)) hidden = hidden.replaceAll(secret, mask);
    return hidden;
  }

  private hideIn(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.hideText(value);
    if (Array.isArray(value)) return value.map((item) => this.hideIn(item));
    if (!isObject(value)) return value;
    const hidden: JsonObject = {};
    for (const [name, item] of Object.entries(value)) hidden[name] = this.hideIn(item);
    return hidden;
  }
}
