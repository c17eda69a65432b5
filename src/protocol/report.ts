import { isRecord, type ParamGuards } from './envelope';
import { hasOneOf, hasStrings, isNothing } from './guards';
import type { ErrorView } from './shared';

/** What the Readiness report can ask. */
export interface ReportContract {
  readonly requests: {
    readonly 'report/load': { readonly params: undefined; readonly result: ReportSnapshot };
    /** Measures the environment anew. */
    readonly 'report/check': { readonly params: undefined; readonly result: undefined };
    /** Everything kept of an item, newest first. */
    readonly 'report/evidence': { readonly params: { readonly item: string }; readonly result: readonly EvidenceView[] };
    /** Does what the item offers: measure, run or mend, attest, confirm as second person. */
    readonly 'report/act': { readonly params: { readonly item: string }; readonly result: undefined };
    readonly 'report/sign': { readonly params: SignParams; readonly result: undefined };
    /** The extension asks where to; `ticks` is the copy of the task list with its boxes set. */
    readonly 'report/export': { readonly params: { readonly form: ReportForm }; readonly result: undefined };
    /** Asks for a file and says whether it is what was handed out. */
    readonly 'report/verify': { readonly params: undefined; readonly result: undefined };
    readonly 'report/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'report/changed': ReportSnapshot };
}

export type ReportForm = (typeof reportForms)[number];
export const reportForms = ['markdown', 'json', 'html', 'ticks'] as const;
export type SignerRoleName = (typeof signerRoleNames)[number];
export const signerRoleNames = ['deployment-engineer', 'operations-lead', 'technical-lead'] as const;
export interface SignParams { readonly role: SignerRoleName; readonly by: string; readonly note: string }
const isSign = (params: unknown): params is SignParams => isRecord(params) && hasOneOf('role', ...signerRoleNames)(params) && hasStrings('by', 'note')(params);

export const reportGuards: ParamGuards<ReportContract> = {
  'report/load': isNothing, 'report/check': isNothing, 'report/evidence': hasStrings('item'), 'report/act': hasStrings('item'), 'report/sign': isSign,
  'report/export': hasOneOf('form', ...reportForms), 'report/verify': isNothing, 'report/openLog': isNothing,
};

/** `report` is the last good one; beside `asking` or `failed` it is out of date. */
export interface ReportSnapshot {
  readonly state: 'asking' | 'ready' | 'failed';
  readonly environment: string;
  readonly isProtected: boolean;
  /** How far a measurement that goes on is. */
  readonly running?: { readonly answered: number; readonly total: number };
  readonly report?: ReportView;
  readonly error?: ErrorView;
}

/** The report, whole. Times are ISO 8601 UTC. Holds no secrets. */
export interface ReportView {
  readonly target: string;
  readonly isRehearsal: boolean;
  readonly madeAt: string;
  /** Over the five parts that say whether the environment is ready. */
  readonly total: ProgressView;
  readonly parts: readonly PartView[];
  /** Operations, environments, emergencies: reported beside, not in the total. */
  readonly beside: readonly PartView[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
  readonly items: readonly ReportItemView[];
  readonly deviations: readonly { readonly item: string; readonly title: string; readonly what: string; readonly by?: string; readonly at?: string }[];
  readonly signOff: readonly SignOffView[];
  /** Who would sign, as git knows the person; empty where it does not. */
  readonly signer: string;
  readonly chain: { readonly state: ChainState; readonly reason: string; readonly links: number; readonly head: string };
  /** Saved reports of this environment in the workspace, and one that a person picked; newest first. */
  readonly saved: readonly SavedReportView[];
  readonly hasTaskList: boolean;
  /** What people have to know about the evidence itself, such as damage. */
  readonly notices: readonly string[];
}

export type ChainState = 'intact' | 'unknown-here' | 'changed' | 'unreadable';
export interface ProgressView { readonly passed: number; readonly applicable: number; readonly warned: number; readonly percent?: number }
export interface PartView extends ProgressView { readonly phase: string; readonly title: string; readonly sections: readonly SectionView[] }
export interface SectionView extends ProgressView { readonly id: string; readonly title: string }
export type ReportItemState = 'pass' | 'warn' | 'fail' | 'unknown' | 'n/a' | 'stale';
export interface ReportItemView {
  readonly id: string;
  readonly title: string;
  readonly phase: string;
  /** `id` of its section. */
  readonly section: string;
  readonly state: ReportItemState;
  readonly reason: string;
  /** When the evidence was made; absent: there is none. */
  readonly at?: string;
  readonly by?: string;
  /** What the button beside it does. */
  readonly offer?: 'check' | 'fix' | 'run' | 'attest' | 'confirm';
}
export interface SignOffView { readonly role: SignerRoleName; readonly title: string; readonly by?: string; readonly at?: string; readonly note?: string; /** Signed before something changed. */ readonly outdated?: boolean }
export interface SavedReportView { readonly file: string; readonly state: ChainState; readonly reason: string }

/** One piece of evidence; `rows` are names and values, `observed` indented JSON. */
export interface EvidenceView {
  readonly at: string;
  readonly title: string;
  readonly reason: string;
  readonly rows: readonly { readonly name: string; readonly value: string }[];
  readonly asked: readonly { readonly query: string; readonly state: string }[];
  readonly observed?: string;
}
