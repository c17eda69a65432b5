import { InputError } from '../errors';
import type { CatalogueItem } from './catalogueItem';

/** What a person gives to attest an item. */
export interface AttestRequest {
  readonly note: string;
  /** Default `pass`. */
  readonly state?: 'pass' | 'fail' | 'n/a';
  readonly facts?: Readonly<Record<string, string>>;
  /** Path of a file of the workspace that shows it. */
  readonly file?: string;
  readonly link?: string;
  /** Who decides; default: the name that git knows. */
  readonly by?: string;
}

/** A note shorter than this says nothing to whoever reads the report. */
const shortestNote = 3;
const longestNote = 4000;

/** @throws InputError `Checklist.NoteMissing`, `Checklist.FactMissing`, `Checklist.FactWrong`, `Checklist.LinkWrong`. */
export function checkRequest(item: CatalogueItem, { note, facts = {}, link, state = 'pass' }: AttestRequest, expected: { readonly resourceGroup: string }): void {
  const text = note.trim();
  if (text.length < shortestNote) throw new InputError('Checklist.NoteMissing', `"${item.title}" needs a note: who, what, where to see it.`, { nextStep: 'Say it in a sentence.' });
  if (text.length > longestNote) throw new InputError('Checklist.NoteMissing', `The note for "${item.title}" is longer than ${longestNote} characters.`, { nextStep: 'Put the rest into a file, and name the file.' });
  if (link !== undefined && !/^https?:\/\/\S+$/i.test(link)) throw new InputError('Checklist.LinkWrong', `"${link}" is no link.`, { nextStep: 'Give an address that starts with https://.' });
  if (state !== 'pass') return;
  const missing = item.asks?.filter((fact) => !facts[fact]?.trim()) ?? [];
  if (missing.length > 0) throw new InputError('Checklist.FactMissing', `"${item.title}" asks for ${missing.join(' and ')} besides the note.`, { nextStep: `Give ${missing.join(' and ')}.` });
  checkFacts(item, facts, expected);
}

function checkFacts(item: CatalogueItem, facts: Readonly<Record<string, string>>, { resourceGroup }: { readonly resourceGroup: string }): void {
  const wrong = (message: string, nextStep: string): never => { throw new InputError('Checklist.FactWrong', message, { nextStep }); };
  for (const name of ['start', 'end', 'date'] as const) {
    const value = facts[name];
    if (value !== undefined && Number.isNaN(Date.parse(value))) wrong(`"${value}" is no ${name === 'date' ? 'date' : `${name} time`}.`, 'Write it as 2026-03-31 or 2026-03-31T22:00Z.');
  }
  if (facts['start'] && facts['end'] && Date.parse(facts['end']) <= Date.parse(facts['start'])) wrong('The end is not after the start.', 'Give an end after the start.');
  if (item.asks?.includes('severity') && !/^P[012]$/.test(facts['severity'] ?? '')) wrong(`"${facts['severity']}" is no severity.`, 'P0: everything is down. P1: badly degraded. P2: a nuisance.');
  if (item.asks?.includes('resourceGroup') && facts['resourceGroup'] !== resourceGroup) wrong(`"${facts['resourceGroup']}" is not the resource group of this environment.`, `Type its name, ${resourceGroup}, to confirm what is deleted.`);
}
