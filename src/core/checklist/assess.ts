import type { RunRecord } from '../deployment/events';
import type { Stage } from '../evidence';
import type { Catalogue } from './catalogue';
import { firstDue, lastDayOf, periodOf } from './cadence';
import type { CatalogueItem } from './catalogueItem';
import { appliesTo, whyNotApplicable, type Conditions } from './conditions';
import type { BoundTo, EvidenceBook, ItemEvidence } from './evidence';
import { isDone, worstState, type ItemState } from './itemState';

export interface AssessedItem {
  readonly item: CatalogueItem;
  readonly state: ItemState;
  readonly reason: string;
  /** The evidence that decided, also where it is stale. */
  readonly evidence?: ItemEvidence;
  /** Work with a cadence that nobody has done in this period: which period. Absent before a whole period has passed since the first green run. */
  readonly due?: string;
  /** Work with a cadence: the day by which it has to be done, or be done again. Absent where nothing is deployed yet. */
  readonly dueDate?: string;
}

export interface Moment {
  readonly now: Date;
  /** Minutes east of UTC of the people whose days and weeks count. */
  readonly offsetMinutes?: number;
  readonly stage?: Stage;
  /** When there was first something to look after: the end of the first green run. Absent: there is nothing yet, and nothing is due. */
  readonly since?: Date;
  readonly conditions: Conditions;
  /** The first run of the present commit: what has to be said before a deployment has to be said before it. */
  readonly deployed?: Pick<RunRecord, 'deploymentId' | 'timestamp'>;
  /** What evidence would belong to if it were made now; a kind that is missing cannot be told. */
  readonly bound: BoundTo;
  /** Items that a check decides; absent: all that are measured. */
  readonly checked?: ReadonlySet<string>;
}

/** Evidence dated later than this much after now comes from a clock that was, or is, wrong. */
const clockToleranceMs = 5 * 60_000;
/** So is evidence from before there was anything to deploy. */
const earliestMs = Date.UTC(2010, 0);

/** The state of every item, in the order of the catalogue. Pure. */
export function assess(catalogue: Catalogue, book: EvidenceBook, moment: Moment): readonly AssessedItem[] {
  return new Assessment(catalogue, book, moment).all();
}

class Assessment {
  private readonly done = new Map<string, AssessedItem>();

  constructor(private readonly catalogue: Catalogue, private readonly book: EvidenceBook, private readonly moment: Moment) {}

  all(): readonly AssessedItem[] {
    const items = this.catalogue.items.map((item) => this.of(item));
    const unused = this.unusedBranches(items);
    const settled = items.map((one) => (unused.has(one.item.branch ?? '') && !isDone(one.state) ? notApplicable(one.item, 'Another way was taken.') : one));
    return this.rollUpAgain(settled);
  }

  private of(item: CatalogueItem): AssessedItem {
    const known = this.done.get(item.id);
    if (known) return known;
    const assessed = this.withDue(this.byPlace(item));
    this.done.set(item.id, assessed);
    return assessed;
  }

  private byPlace(item: CatalogueItem): AssessedItem {
    const { stage, conditions } = this.moment;
    const why = whyNotApplicable(item, stage, conditions);
    if (why !== undefined) return notApplicable(item, why);
    const assessed = this.decided(item);
    const applies = appliesTo(item, stage);
    if (applies === 'recommended' && assessed.state === 'fail') return { ...assessed, state: 'warn', reason: `Recommended here: ${assessed.reason}` };
    if (applies === 'optional' && !isDone(assessed.state)) return { ...assessed, state: 'n/a', reason: `Optional here. ${assessed.reason}` };
    return assessed;
  }

  private decided(item: CatalogueItem): AssessedItem {
    const measured = this.book.measured.get(item.id);
    const attested = this.book.attested.get(item.id);
    if (item.rollUp && !measured) return this.rolledUp(item, item.rollUp.map((id) => this.catalogue.find(id)).filter((child) => child !== undefined).map((child) => this.of(child)));
    if (item.kind === 'attest') {
      if (measured?.standsAgainst) return this.fresh(item, measured);
      if (measured && item.selfDeciding && (measured.state === 'pass' || measured.state === 'n/a')) return this.fresh(item, measured);
      if (attested) return this.attested(item, attested);
      if (measured?.observed !== undefined) return { ...open(item, `Nobody has attested it yet. ${measured.reason}`), evidence: measured };
      return open(item, measured && item.selfDeciding ? `Nobody has decided it yet: ${measured.reason}` : 'Nobody has attested it yet.');
    }
    if (attested && (!measured || attested.state === 'n/a')) return this.fresh(item, attested);
    return measured ? this.fresh(item, measured) : open(item, this.whyOpen(item));
  }

  private whyOpen({ kind, id }: CatalogueItem): string {
    if (kind === 'action') return 'It has not been run yet.';
    return this.moment.checked && !this.moment.checked.has(id) ? 'There is no check for it yet.' : 'It has not been checked yet.';
  }

  private attested(item: CatalogueItem, evidence: Extract<ItemEvidence, { kind: 'attest' }>): AssessedItem {
    const assessed = this.fresh(item, evidence);
    const { deployed } = this.moment;
    if (item.beforeDeployment && assessed.state === 'pass' && deployed && Date.parse(evidence.at) > Date.parse(deployed.timestamp)) return { ...assessed, state: 'fail', reason: `It was recorded after ${deployed.deploymentId} had started, at ${deployed.timestamp}: ${assessed.reason}` };
    return item.secondPerson && assessed.state === 'pass' && !evidence.second ? { ...assessed, state: 'unknown', reason: `${evidence.by} attested it; a second person has not confirmed it yet.` } : assessed;
  }

  /** What evidence says, unless it is of another time or another thing. */
  private fresh(item: CatalogueItem, evidence: ItemEvidence): AssessedItem {
    const reason = evidence.kind === 'attest' ? `${evidence.by}: ${evidence.note}` : evidence.reason;
    const why = evidence.state === 'unknown' ? undefined : this.whyStale(item, evidence);
    return why === undefined ? { item, state: evidence.state, reason, evidence } : { item, state: 'stale', reason: `${why} It was: ${reason}`, evidence };
  }

  private whyStale({ id, cadence, binding }: CatalogueItem, { kind, at, bound }: ItemEvidence): string | undefined {
    const { now, offsetMinutes, bound: present } = this.moment;
    const made = new Date(at);
    if (Number.isNaN(made.getTime()) || made.getTime() > now.getTime() + clockToleranceMs) return 'It is dated in the future: the clock of a computer was wrong.';
    if (made.getTime() < earliestMs) return 'It is dated long ago: the clock of a computer was wrong.';
    if (cadence && periodOf(cadence, made, offsetMinutes) !== periodOf(cadence, now, offsetMinutes)) return `It is of ${periodOf(cadence, made, offsetMinutes)}.`;
    if (kind === 'attest' && binding === 'table' && present[`table:${id}`] !== undefined && bound[`table:${id}`] === undefined) return 'It was said before the table was read.';
    const moved = Object.entries(bound).find(([kind, value]) => present[kind] !== undefined && present[kind] !== value)?.[0];
    return moved === undefined ? undefined : `${moved.startsWith('file:') ? `The file ${moved.slice(5)}` : `The ${moved}`} has changed since.`;
  }

  private rolledUp(item: CatalogueItem, children: readonly AssessedItem[]): AssessedItem {
    const applicable = children.filter(({ state }) => state !== 'n/a');
    if (applicable.length === 0) return notApplicable(item, 'None of its items applies.');
    const state = worstState(applicable.map((one) => one.state));
    const named = applicable.filter((one) => one.state === state);
    return { item, state, reason: state === 'pass' ? `All ${applicable.length} pass.` : `${state} in ${named.length} of ${applicable.length}: ${named.map((one) => one.item.title).join(', ')}.` };
  }

  /** Items that sum others up follow once more, after the alternatives were settled. */
  private rollUpAgain(items: readonly AssessedItem[]): readonly AssessedItem[] {
    const settled = new Map(items.map((one) => [one.item.id, one]));
    const again = (one: AssessedItem): AssessedItem => {
      if (!one.item.rollUp || one.evidence || (one.state === 'n/a' && !one.item.branch)) return one;
      return one.state === 'n/a' ? one : this.rolledUp(one.item, one.item.rollUp.flatMap((id) => settled.get(id) ?? []));
    };
    return items.map(again);
  }

  /** Of two ways to the same end one has to be gone: the one that is furthest gone, else the first. */
  private unusedBranches(items: readonly AssessedItem[]): ReadonlySet<string> {
    const ways = new Map<string, Map<string, AssessedItem[]>>();
    for (const one of items) {
      const [alternative, branch] = one.item.branch?.split('/') ?? [];
      if (alternative === undefined || branch === undefined) continue;
      const branches = ways.get(alternative) ?? new Map<string, AssessedItem[]>();
      ways.set(alternative, branches.set(branch, [...(branches.get(branch) ?? []), one]));
    }
    return new Set([...ways].flatMap(([alternative, branches]) => {
      const share = (members: readonly AssessedItem[]): number => members.filter(({ state }) => isDone(state)).length / members.length;
      const gone = [...branches].reduce((best, next) => (share(next[1]) > share(best[1]) ? next : best))[0];
      return [...branches.keys()].filter((branch) => branch !== gone).map((branch) => `${alternative}/${branch}`);
    }));
  }

  private withDue(assessed: AssessedItem): AssessedItem {
    const { cadence } = assessed.item;
    const { now, offsetMinutes, since } = this.moment;
    if (!cadence || !since || assessed.state === 'n/a' || !(since.getTime() <= now.getTime() + clockToleranceMs)) return assessed;
    const first = firstDue(cadence, since);
    const dayOf = (at: Date): string => lastDayOf(cadence, at, offsetMinutes);
    if (isDone(assessed.state)) return { ...assessed, dueDate: dayOf(new Date(Date.parse(dayOf(now)) + dayMs - (offsetMinutes ?? 0) * 60_000)) };
    if (now < first) return { ...assessed, dueDate: dayOf(first) };
    return { ...assessed, due: periodOf(cadence, now, offsetMinutes), dueDate: dayOf(now) };
  }
}

const dayMs = 86_400_000;
const notApplicable = (item: CatalogueItem, reason: string): AssessedItem => ({ item, state: 'n/a', reason });
const open = (item: CatalogueItem, reason: string): AssessedItem => ({ item, state: 'unknown', reason });
