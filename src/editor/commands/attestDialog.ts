import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AssessedItem } from '../../core/checklist/assess';
import type { AttestRequest } from '../../core/checklist/attestation';
import type { AskedFact } from '../../core/checklist/catalogueItem';
import type { ChecklistView } from '../../core/checklist/service';
import { CancelledError } from '../../core/errors';

/** Asks for the note and the facts of an attestation, one after the other. @throws CancelledError. */
export async function askAttestation({ item }: AssessedItem, { environment, book }: ChecklistView): Promise<AttestRequest> {
  const seen = book.measured.get(item.id);
  const title = l10n.t('Attest for {0}: {1}', environment.name, item.title);
  const note = await ask({ title, prompt: seen && seen.state !== 'unknown' ? l10n.t('Measured: {0} What was decided?', seen.reason) : l10n.t('Who, what, where to see it'), validateInput: (text) => (text.trim().length < 3 ? l10n.t('A few words at least.') : undefined) });
  const facts: Record<string, string> = {};
  for (const fact of item.asks ?? []) facts[fact] = fact === 'severity' ? await pickSeverity(title) : await ask({ title, prompt: factPrompt(fact, environment.resourceGroup), validateInput: (text) => (text.trim() === '' ? l10n.t('It is needed.') : undefined) });
  const where = await vscode.window.showInputBox({ title, prompt: l10n.t('A link or a file of the workspace that shows it; empty for none'), ignoreFocusOut: true });
  if (where === undefined) throw new CancelledError();
  const shown = where.trim();
  return { note, ...(Object.keys(facts).length > 0 && { facts }), ...(shown !== '' && (/^https?:/i.test(shown) ? { link: shown } : { file: shown })) };
}

async function ask(options: vscode.InputBoxOptions): Promise<string> {
  const text = await vscode.window.showInputBox({ ...options, ignoreFocusOut: true });
  if (text === undefined) throw new CancelledError();
  return text.trim();
}

async function pickSeverity(title: string): Promise<string> {
  const picked = await vscode.window.showQuickPick([
    { label: 'P0', description: l10n.t('everything is down: roll back') }, { label: 'P1', description: l10n.t('badly degraded: consider rolling back') }, { label: 'P2', description: l10n.t('a nuisance: look into it first') },
  ], { title, ignoreFocusOut: true });
  if (!picked) throw new CancelledError();
  return picked.label;
}

function factPrompt(fact: AskedFact, resourceGroup: string): string {
  switch (fact) {
    case 'start': return l10n.t('Start, such as 2026-03-31T22:00Z');
    case 'end': return l10n.t('End, such as 2026-04-01T02:00Z');
    case 'date': return l10n.t('Date, such as 2026-04-07');
    case 'person': return l10n.t('Name of the person');
    case 'contact': return l10n.t('Phone or email of the person');
    case 'ticket': return l10n.t('Number or link of the ticket');
    case 'owner': return l10n.t('Who owns it');
    case 'decision': return l10n.t('What was decided: roll back app, infrastructure, data, or none');
    case 'severity': return l10n.t('P0, P1 or P2');
    case 'resourceGroup': return l10n.t('Type the name of the resource group, {0}, to confirm what is deleted', resourceGroup);
  }
}
