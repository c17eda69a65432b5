import { isObject } from '../../../json';
import { sha256Hex } from '../../../hash';
import type { Contact } from '../../../evidence';
import type { ActionScene } from '../action';

export const isRecordOfTexts = (value: unknown): value is Readonly<Record<string, string>> => isObject(value) && Object.values(value).every((one) => typeof one === 'string');

/** The same GUID for the same words, so that doing it twice is doing it once. */
export function guidOf(...words: readonly string[]): string {
  const hex = sha256Hex(words.join('\n').toLowerCase());
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const contactsOf = ({ view }: ActionScene): readonly Contact[] => view.facts.profile.contacts ?? [];
export const prefixOf = ({ view }: ActionScene): string => `aos-${view.environment.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
