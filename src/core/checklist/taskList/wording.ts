import { sha256Hex } from '../../hash';

/** Lower case, letters and digits only, words apart by one space. */
export const normalize = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, ' ').trim();

/** Short name of a wording, as `wordings.yaml` has it. */
export const fingerprint = (text: string): string => sha256Hex(normalize(text)).slice(0, 8);

const filler = new Set(['a', 'an', 'and', 'are', 'for', 'if', 'in', 'is', 'of', 'on', 'or', 'the', 'to', 'with', 'be', 'as', 'at', 'by']);

/** Words that carry meaning, their endings cut so that "verified" and "verify" meet. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(normalize(text).split(' ').filter((word) => word !== '' && !filler.has(word)).slice(0, 40).map(stem));
}

const stem = (word: string): string => (word.length > 4 ? word.replace(/(ies|ied|ing|ed|es|s|y|e)$/, '') : word);

/** Shared words against all words, 0 to 1 (Dice). */
export const likenessOf = (shared: number, one: ReadonlySet<string>, other: ReadonlySet<string>): number => (one.size === 0 || other.size === 0 ? 0 : (2 * shared) / (one.size + other.size));
