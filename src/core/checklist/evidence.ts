import type { AskedQuery, VerdictState } from '../evidence';
import type { JsonValue } from '../values';

/** What a piece of evidence belongs to: kind of binding (`commit`, `plan`, `file:docs/x.md`) -> what it was then. */
export type BoundTo = Readonly<Record<string, string>>;

interface EvidenceBase {
  readonly item: string;
  /** ISO 8601 UTC, by the clock of the computer that wrote it. */
  readonly at: string;
  /** Who asked, ran or decided. */
  readonly by?: string;
  readonly bound: BoundTo;
}

/** What a check or an action found. Redacted before it is kept. */
export interface MeasuredEvidence extends EvidenceBase {
  readonly kind: 'check' | 'action';
  readonly state: VerdictState;
  readonly reason: string;
  readonly observed?: JsonValue;
  /** Of an item that a person decides: it counts whatever the person says. */
  readonly standsAgainst?: true;
  readonly asked?: readonly AskedQuery[];
  /** What decided: id of the check, or of the action. */
  readonly rule: string;
  /** Against the local sandbox; proves nothing about Azure. */
  readonly rehearsed?: boolean;
}

/** What a person said. */
export interface Attestation extends EvidenceBase {
  readonly kind: 'attest';
  readonly by: string;
  readonly note: string;
  /** `n/a`: the person says that it does not apply. */
  readonly state: 'pass' | 'fail' | 'n/a';
  readonly facts?: Readonly<Record<string, string>>;
  /** File of the workspace, or a link, that shows it. */
  readonly file?: string;
  readonly fileHash?: string;
  readonly link?: string;
  /** Who confirmed it besides, where a second person is asked for. */
  readonly second?: { readonly by: string; readonly at: string; readonly note?: string };
}

/** An attestation taken back. */
export interface Withdrawal extends EvidenceBase { readonly kind: 'withdraw'; readonly by: string; readonly note?: string }

/** Someone besides confirms the newest attestation of the item. */
export interface SecondConfirmation extends EvidenceBase { readonly kind: 'second'; readonly by: string; readonly note?: string }

/** Checks that found again what they had found before, and what the evidence of that moment belonged to. */
export interface Repetition {
  readonly kind: 'run';
  readonly at: string;
  readonly by?: string;
  readonly bound: BoundTo;
  readonly same: readonly string[];
}

/** Who signs a readiness report off. */
export type SignerRole = 'deployment-engineer' | 'operations-lead' | 'technical-lead';
export const signerRoles: readonly SignerRole[] = ['deployment-engineer', 'operations-lead', 'technical-lead'];

/** Somebody signed what the report said then; `body` is the hash of that. */
export interface Signature extends EvidenceBase { readonly kind: 'sign'; readonly item: 'report'; readonly by: string; readonly role: SignerRole; readonly body: string; readonly note?: string }

/** A report was handed out; `head` is the end of its hash chain. */
export interface IssuedReport extends EvidenceBase { readonly kind: 'report'; readonly item: 'report'; readonly head: string }

export type EvidenceEntry = MeasuredEvidence | Attestation | Withdrawal | SecondConfirmation | Repetition | Signature | IssuedReport;
export type ItemEvidence = MeasuredEvidence | Attestation;

/** The newest evidence of each item: what was measured, and what a person said, apart. */
export interface EvidenceBook {
  readonly measured: ReadonlyMap<string, MeasuredEvidence>;
  readonly attested: ReadonlyMap<string, Attestation>;
  /** Everything kept of an item, oldest first. */
  readonly history: ReadonlyMap<string, readonly ItemEvidence[]>;
  readonly lastRun?: Repetition;
  /** The newest of each role. */
  readonly signatures: ReadonlyMap<SignerRole, Signature>;
  /** Ends of the hash chains of reports that were handed out. */
  readonly issued: ReadonlySet<string>;
}

/** Folds what was kept, in the order it was kept: a clock that was wrong in between changes nothing. */
export function foldEvidence(entries: readonly EvidenceEntry[]): EvidenceBook {
  const measured = new Map<string, MeasuredEvidence>();
  const attested = new Map<string, Attestation>();
  const history = new Map<string, ItemEvidence[]>();
  const signatures = new Map<SignerRole, Signature>();
  const issued = new Set<string>();
  let lastRun: Repetition | undefined;
  const remember = (entry: ItemEvidence): void => { const known = history.get(entry.item); if (known) known.push(entry); else history.set(entry.item, [entry]); };
  for (const entry of entries) {
    switch (entry.kind) {
      case 'check': case 'action': measured.set(entry.item, entry); remember(entry); break;
      case 'attest': attested.set(entry.item, entry); remember(entry); break;
      case 'withdraw': attested.delete(entry.item); break;
      case 'second': confirm(attested, entry); break;
      case 'sign': signatures.set(entry.role, entry); break;
      case 'report': issued.add(entry.head); break;
      case 'run': lastRun = entry; renew(measured, entry); break;
    }
  }
  return { measured, attested, history, signatures, issued, ...(lastRun && { lastRun }) };
}

/** Nobody is the second person to oneself. */
function confirm(attested: Map<string, Attestation>, { item, by, at, note }: SecondConfirmation): void {
  const first = attested.get(item);
  if (first && !isSamePerson(first.by, by)) attested.set(item, { ...first, second: { by, at, ...(note !== undefined && { note }) } });
}

export const isSamePerson = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

function renew(measured: Map<string, MeasuredEvidence>, { same, at, by, bound }: Repetition): void {
  for (const item of same) {
    const known = measured.get(item);
    if (known) measured.set(item, { ...known, at, ...(by !== undefined && { by }), bound: Object.fromEntries(Object.keys(known.bound).map((kind) => [kind, bound[kind] ?? known.bound[kind]!])) });
  }
}
