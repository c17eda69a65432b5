import * as l10n from '@vscode/l10n';
import { askedText } from '../../../core/checklist/askedText';
import type { AssessedItem } from '../../../core/checklist/assess';
import type { ItemEvidence } from '../../../core/checklist/evidence';
import { progressOf } from '../../../core/checklist/progress';
import { makeReport } from '../../../core/checklist/report/readinessReport';
import { verifyReport } from '../../../core/checklist/report/verifyReport';
import type { ChecklistView } from '../../../core/checklist/service';
import { offerOf } from './offer';
import type { EvidenceView, PartView, ReportItemView, ReportView, SavedReportView, SectionView, SignerRoleName } from '../../../protocol/report';

export interface ReportSurroundings { readonly signer: string; readonly saved: readonly SavedReportView[] }

const mainPhases: readonly string[] = ['pre', 'infra', 'app', 'verify', 'prodready'];

/** The readiness of an environment as its page draws it. The chain that is shown was computed and verified for this very report. */
export function reportView(view: ChecklistView, { signer, saved }: ReportSurroundings): ReportView {
  const report = makeReport(view);
  const { state, reason, head = report.head } = verifyReport(JSON.stringify(report), view.book.issued);
  const parts = partsOf(view);
  return {
    target: report.target, isRehearsal: view.isRehearsal, madeAt: view.at, total: progressOf(view.items.filter(({ item }) => mainPhases.includes(item.phase))),
    parts: parts.filter(({ phase }) => mainPhases.includes(phase)), beside: parts.filter(({ phase }) => !mainPhases.includes(phase)), metadata: metadataOf(report.metadata),
    items: view.items.map((one) => itemView(one, view)), deviations: report.deviations, signOff: report.signOff.map((one) => ({ ...one, title: roleTitle(one.role) })), signer,
    chain: { state, reason: state === 'unknown-here' ? l10n.t('Whole: every link follows from the one before. Its end is recorded when the report is exported.') : reason, links: report.chain.length, head },
    saved, hasTaskList: view.list !== undefined, notices: view.notices,
  };
}

export function roleTitle(role: SignerRoleName): string {
  switch (role) {
    case 'deployment-engineer': return l10n.t('Deployment engineer');
    case 'operations-lead': return l10n.t('Operations lead');
    case 'technical-lead': return l10n.t('Technical lead');
  }
}

function partsOf({ catalogue, items }: ChecklistView): readonly PartView[] {
  const bySection = new Map<string, AssessedItem[]>();
  for (const one of items) { const id = sectionId(one.item); const known = bySection.get(id); if (known) known.push(one); else bySection.set(id, [one]); }
  return catalogue.phases.flatMap(({ phase, title, sections }): readonly PartView[] => {
    const members = items.filter(({ item }) => item.phase === phase);
    if (members.length === 0) return [];
    const views = sections.flatMap(({ group, title: section }): readonly SectionView[] => {
      const id = sectionId({ phase, group, section });
      const own = bySection.get(id);
      return own ? [{ id, title: section, ...progressOf(own) }] : [];
    });
    return [{ phase, title, ...progressOf(members), sections: [...new Map(views.map((one) => [one.id, one])).values()] }];
  });
}

const sectionId = ({ phase, group, section }: { readonly phase: string; readonly group: string; readonly section: string }): string => `${phase}/${group}/${section}`;

function itemView(one: AssessedItem, view: ChecklistView): ReportItemView {
  const { item, state, reason, evidence } = one;
  const offer = offerOf(one, view);
  return { id: item.id, title: item.title, phase: item.phase, section: sectionId(item), state, reason, ...(evidence && { at: evidence.at }), ...(evidence?.by !== undefined && { by: evidence.by }), ...(offer && { offer }) };
}

type Metadata = ReturnType<typeof makeReport>['metadata'];

function metadataOf({ environment, deploymentDate, deployedBy, gitSha, deploymentDurationSeconds, deploymentName, issuesEncountered, resolutionNotes }: Metadata): ReportView['metadata'] {
  const rows: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Environment'), environment], [l10n.t('Deployment date'), deploymentDate ?? l10n.t('never deployed')], [l10n.t('Deployed by'), deployedBy], [l10n.t('Commit'), gitSha],
    [l10n.t('Duration'), deploymentDurationSeconds === undefined ? undefined : l10n.t('{0} s', deploymentDurationSeconds)], [l10n.t('Deployment'), deploymentName],
    [l10n.t('Issues encountered'), issuesEncountered.join('\n') || l10n.t('none')], [l10n.t('Resolution notes'), resolutionNotes.join('\n')],
  ];
  return rows.flatMap(([name, value]) => (value ? [{ name, value }] : []));
}

/** More says nothing to people who read a page. */
const mostEntries = 20;
const longestObserved = 20_000;

/** Everything kept of an item, newest first; the newest as it was found again or confirmed last. */
export function evidenceViews({ book }: ChecklistView, id: string): readonly EvidenceView[] {
  const kept = book.history.get(id) ?? [];
  const newest = (isSaid: boolean): ItemEvidence | undefined => kept.findLast(({ kind }) => (kind === 'attest') === isSaid);
  const present = new Map<ItemEvidence | undefined, ItemEvidence | undefined>([[newest(false), book.measured.get(id)], [newest(true), book.attested.get(id)]]);
  return kept.map((one) => present.get(one) ?? one).toReversed().slice(0, mostEntries).map(evidenceView);
}

function evidenceView(evidence: ItemEvidence): EvidenceView {
  const bound = Object.entries(evidence.bound).map(([kind, value]) => ({ name: l10n.t('Belongs to {0}', kind), value }));
  const by = evidence.by === undefined ? [] : [{ name: l10n.t('By'), value: evidence.by }];
  if (evidence.kind !== 'attest') {
    const observed = evidence.observed === undefined ? undefined : JSON.stringify(evidence.observed, undefined, 2);
    return {
      at: evidence.at, title: evidence.kind === 'action' ? l10n.t('Run') : evidence.rehearsed ? l10n.t('Measured in the sandbox') : l10n.t('Measured'), reason: evidence.reason, rows: [...by, { name: l10n.t('Rule'), value: evidence.rule }, ...bound],
      asked: (evidence.asked ?? []).map(({ query, state }) => ({ query: askedText(query), state })), ...(observed !== undefined && { observed: observed.length > longestObserved ? `${observed.slice(0, longestObserved)}\n…` : observed }),
    };
  }
  const { note, facts = {}, file, link, second } = evidence;
  const said = [[l10n.t('File'), file], [l10n.t('Link'), link], ...Object.entries(facts), [l10n.t('Confirmed by'), second && [second.by, second.at, second.note].filter(Boolean).join(', ')]] as const;
  return { at: evidence.at, title: evidence.state === 'n/a' ? l10n.t('Said not to apply') : l10n.t('Attested'), reason: note, rows: [...by, ...said.flatMap(([name, value]) => (value ? [{ name: name ?? '', value }] : [])), ...bound], asked: [] };
}
