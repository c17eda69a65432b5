import type { RunRecord } from '../../deployment/events';
import { canonicalJson, sha256Hex } from '../../hash';
import { redactEvidenceText } from '../redactEvidence';
import type { JsonValue } from '../../values';
import { phasesOf, sectionsOf, type PhaseProgress, type SectionProgress } from '../document';
import { signerRoles, type ItemEvidence, type SignerRole } from '../evidence';
import type { ItemState } from '../itemState';
import type { ChecklistView } from '../service';

/** What goes to the change ticket. JSON; holds no secrets. Everything in it hangs on its hash chain. */
export interface ReadinessReport {
  readonly version: 1;
  readonly environment: string;
  readonly target: string;
  /** It was made against the sandbox and proves nothing about Azure. */
  readonly rehearsal: boolean;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly metadata: ReportMetadata;
  /** The five parts that say whether the environment is ready. */
  readonly parts: readonly PhaseProgress[];
  /** Operations, environments and emergencies: beside, not in the percentages. */
  readonly beside: readonly PhaseProgress[];
  readonly sections: readonly SectionProgress[];
  readonly items: readonly ReportItem[];
  readonly deviations: readonly Deviation[];
  readonly signOff: readonly SignOff[];
  readonly chain: readonly ChainLink[];
  /** Hash of what is signed: everything but times of making and the signatures. */
  readonly body: string;
  /** The last hash of the chain: it stands for the whole report. */
  readonly head: string;
}

export interface ReportMetadata {
  readonly environment: string;
  readonly deploymentDate?: string;
  readonly deployedBy?: string;
  readonly gitSha?: string;
  readonly deploymentDurationSeconds?: number;
  readonly deploymentName?: string;
  readonly issuesEncountered: readonly string[];
  readonly resolutionNotes: readonly string[];
}
export interface ReportItem { readonly id: string; readonly title: string; readonly phase: string; readonly section: string; readonly kind: string; readonly state: ItemState; readonly reason: string; readonly evidence: ItemEvidence | null }
/** Where the environment is not what the list asks for, and why that was taken. */
export interface Deviation { readonly item: string; readonly title: string; readonly what: string; readonly by?: string; readonly at?: string }
export interface SignOff { readonly role: SignerRole; readonly by?: string; readonly at?: string; readonly note?: string; /** Signed what the report said before something changed. */ readonly outdated?: boolean }
/** `hash` is the SHA-256 over the hash before it and the canonical JSON of what `of` names. */
export interface ChainLink { readonly of: string; readonly hash: string }

const mainPhases = new Set(['pre', 'infra', 'app', 'verify', 'prodready']);

export function makeReport(view: ChecklistView): ReadinessReport {
  const items = view.items.map(({ item, state, reason, evidence }): ReportItem => ({ id: item.id, title: item.title, phase: item.phase, section: item.section, kind: item.kind, state, reason, evidence: evidence ?? null }));
  const phases = phasesOf(view, view.items);
  const content = {
    version: 1 as const, environment: view.environment.name, target: view.facts.bound['target'] ?? '', rehearsal: view.isRehearsal, metadata: metadataOf(view),
    parts: phases.filter(({ phase }) => mainPhases.has(phase)), beside: phases.filter(({ phase }) => !mainPhases.has(phase)), sections: sectionsOf(view.items), items, deviations: deviationsOf(view),
  };
  const body = bodyHash(content);
  const report = { ...content, madeAt: view.at, signOff: signOffOf(view, body), body };
  const chain = chainOf(report);
  return { ...report, chain, head: chain.at(-1)!.hash };
}

type Content = Omit<ReadinessReport, 'madeAt' | 'signOff' | 'chain' | 'body' | 'head'>;

/** Evidence found again at another time is the same to who signs. */
export function bodyHash({ version, environment, target, rehearsal, metadata, items, deviations }: Content): string {
  const plain = items.map(({ id, state, reason, evidence }) => [id, state, reason, evidence?.by ?? null, evidence && evidence.kind === 'attest' ? evidence.note : null]);
  return sha256Hex(canonicalJson({ version, environment, target, rehearsal, metadata, items: plain, deviations } as unknown as JsonValue));
}

/** The chain over everything in the report: head data, each item in turn, deviations, each signature. */
export function chainOf(report: Omit<ReadinessReport, 'chain' | 'head'>): readonly ChainLink[] {
  const { items, deviations, signOff, ...head } = report;
  const parts: readonly (readonly [string, unknown])[] = [['head', head], ...items.map((item) => [item.id, item] as const), ['deviations', deviations], ...signOff.map((one) => [`sign-off/${one.role}`, one] as const)];
  let before = '';
  return parts.map(([of, value]) => {
    before = sha256Hex(`${before}\n${of}\n${canonicalJson(value as JsonValue)}`);
    return { of, hash: before };
  });
}

function metadataOf({ environment, facts: { green, lastRun }, book }: ChecklistView): ReportMetadata {
  const run = green ?? lastRun;
  const resolved = book.attested.get('verify.health.warnings-resolved');
  return {
    environment: environment.name, issuesEncountered: run ? [...run.warnings, ...(run.error ? [run.error.message] : [])].map((text) => redactEvidenceText(text)) : [], resolutionNotes: resolved ? [`${resolved.note} (${resolved.by})`] : [],
    ...(run && { deploymentDate: run.timestamp, deploymentName: run.deploymentName, ...(run.by !== undefined && { deployedBy: run.by }), ...(run.gitSha !== undefined && { gitSha: run.gitSha }), ...durationOf(run) }),
  };
}

const durationOf = ({ timestamp, endedAt }: RunRecord): { readonly deploymentDurationSeconds?: number } => (endedAt === undefined ? {} : { deploymentDurationSeconds: Math.round((Date.parse(endedAt) - Date.parse(timestamp)) / 1000) });

function deviationsOf({ items, book }: ChecklistView): readonly Deviation[] {
  const told = book.attested.get('prodready.docs.deviations');
  const excluded = items.flatMap(({ item, state, evidence }): readonly Deviation[] => (state === 'n/a' && evidence?.kind === 'attest' ? [{ item: item.id, title: item.title, what: `Does not apply: ${evidence.note}`, by: evidence.by, at: evidence.at }] : []));
  const warned = items.filter(({ state }) => state === 'warn').map(({ item, reason, evidence }): Deviation => ({ item: item.id, title: item.title, what: reason, ...(evidence && { at: evidence.at }) }));
  return [...(told ? [{ item: 'prodready.docs.deviations', title: 'Deviations from the plan', what: told.note, by: told.by, at: told.at }] : []), ...excluded, ...warned];
}

const signOffOf = ({ book }: ChecklistView, body: string): readonly SignOff[] => signerRoles.map((role): SignOff => {
  const signed = book.signatures.get(role);
  return signed ? { role, by: signed.by, at: signed.at, ...(signed.note !== undefined && { note: signed.note }), ...(signed.body !== body && { outdated: true }) } : { role };
});
