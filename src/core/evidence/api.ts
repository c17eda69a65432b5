import type { Environment } from '../environments/environment';
import type { Resource } from '../ports/arm';
import type { JsonObject, JsonValue } from '../values';

/**
 * The seam of the evidence. A check belongs to one row of the checklist; it names queries, and a pure function decides from their facts.
 * The planner puts the queries of all checks together, asks each once, and hands out facts. Nothing in a check waits, reads a clock or calls anything.
 */
export interface Check {
  /** Id of the row in the catalogue. */
  readonly row: string;
  /** Stages it applies to; `n/a` in the others. Absent: all. */
  readonly stages?: readonly Stage[];
  /** Everything that `decide` may ask the facts for. */
  readonly needs: readonly Query[] | ((scope: EvidenceScope) => readonly Query[]);
  /** Rows whose verdicts it reads: those of a roll-up, or of a condition. They are decided first. */
  readonly rows?: readonly string[];
  /** What the verdict holds for: it is stale as soon as one of these moves. Absent: only its age counts. */
  readonly binds?: readonly BindingKind[];
  /** A person decides this row; the check only tells when there is nothing to decide. What `known` says of the row counts unless the check passes by itself or does not apply. */
  readonly isPersonal?: boolean;
  /** Pure. A fact that `need` or `find` does not get ends it: with `fail` where the thing is not there, with `unknown` where it could not be asked. */
  decide(facts: Facts, scope: EvidenceScope): Verdict;
}

export type Stage = 'dev' | 'staging' | 'prod';
export type VerdictState = 'pass' | 'warn' | 'fail' | 'unknown' | 'n/a';

export interface Verdict {
  readonly state: VerdictState;
  /** One sentence: what was seen, and of a failure what is wrong with what. */
  readonly reason: string;
  /** What came back, as far as it matters. The engine takes every known secret out of it before anybody sees it. */
  readonly observed?: JsonValue;
  /** Of a row that a person decides: this stands against it whatever the person says. */
  readonly standsAgainst?: true;
}

/** A question to the outside, as plain JSON: two that are equal are asked once. The type of the answer is in the type alone. */
export interface Query<T = unknown> {
  /** Which collector answers it. */
  readonly kind: string;
  /** Members of paths may name roles in braces, `{st}` or `{rg}`: the collector puts in the resource IDs. */
  readonly ask: JsonObject;
  readonly answer?: T;
}

/**
 * `absent`: who was asked answered that the thing is not there (404, no such file, a tool that is not installed), which is evidence.
 * `unreachable`: offline, not signed in, no answer; `forbidden`: not allowed to ask; `failed`: refused for another reason. These three are none.
 */
export type Fact<T> =
  | { readonly state: 'answered'; readonly value: T; readonly at: string }
  | { readonly state: 'absent'; readonly reason: string; readonly at: string }
  | { readonly state: 'unreachable' | 'forbidden' | 'failed'; readonly reason: string; readonly at: string; readonly code?: string };

export interface Facts {
  /** Whatever became of the query. @throws Error when the check does not name the query among its needs. */
  get<T>(query: Query<T>): Fact<T>;
  /** The answer. Absent things end the check with `fail`, the unanswered with `unknown`. */
  need<T>(query: Query<T>): T;
  /** As `need`, but undefined where the thing is absent. */
  find<T>(query: Query<T>): T | undefined;
  /** Verdict of one of the check's `rows`; undefined while nobody has decided that row. */
  row(id: string): Verdict | undefined;
}

/** Names of the specification for what an environment consists of. Found by outputs, then by type, never by assumed names. */
export type Role = 'main' | 'mcp' | 'realm' | 'plan' | 'bus' | 'st' | 'kv' | 'appi' | 'law' | 'mlw' | 'acr';

/** What is known before any query is named. */
export interface EvidenceScope {
  readonly environment: Environment;
  /** From the parameter `environment`, else from the name; undefined when neither says one of the three. */
  readonly stage?: Stage;
  readonly profile: Profile;
  readonly now: Date;
  /** Parameters of the template with their values, defaults included where they are constants; undefined when it does not compile. Never put values of secure parameters into a verdict. */
  readonly parameters?: JsonObject;
  /** Resources of the group, as ARM lists them; undefined when it could not be asked, empty when there is no group. */
  readonly resources?: readonly Resource[];
  /** Undefined when it could not be asked. */
  readonly groupExists?: boolean;
  readonly roles: Readonly<Partial<Record<Role, string>>>;
}

/** One environment's choices that no tool can find out; `profile` of the environment in aos.yaml. */
export interface Profile {
  /** Deployed by a pipeline, which then needs a principal with credentials. */
  readonly deployedFromCi?: boolean;
  readonly tenant?: string;
  readonly ciPrincipal?: string;
  /** Where the pipeline's credentials are: `github`, or `azure-devops:<group>`. */
  readonly ciSecrets?: string;
  readonly pinnedRef?: string;
  readonly usesLoRA?: boolean;
  /** Region that was chosen; the parameter must agree. */
  readonly region?: string;
  readonly fallbackRegion?: string;
  readonly acceptedDowngrades?: readonly ('azure-ml' | 'functions-premium' | 'servicebus-premium')[];
  /** Ids of agents and MCP servers that this environment does without, or asks for. */
  readonly excludedAgents?: readonly string[];
  readonly excludedServers?: readonly string[];
  readonly databaseServer?: boolean;
  /** Production is joined to a virtual network unless this says no. */
  readonly virtualNetwork?: boolean;
  readonly testData?: string;
  /** Object id of the group of developers, and the role it holds. */
  readonly developers?: { readonly objectId: string; readonly role?: string };
  readonly window?: { readonly start: string; readonly end: string };
  readonly contacts?: readonly Contact[];
  /** Must survive the loss of a region. */
  readonly critical?: boolean;
  readonly secondaryRegion?: string;
  /** Approvals that a deployment waits for. */
  readonly approvals?: number;
  readonly [other: string]: unknown;
}
export interface Contact { readonly name: string; readonly role: string; readonly email?: string; readonly phone?: string; readonly webhook?: string }

/** `commit`: HEAD; `parameters`, `template`: hashes of what is compiled; `plan`: the newest plan; `deployment`: the newest green deployment. */
export type BindingKind = 'commit' | 'parameters' | 'template' | 'plan' | 'deployment';
/** Present values; absent where there is none. */
export type Bindings = Readonly<Partial<Record<BindingKind, string>>>;

export interface EvidenceOptions {
  /** Rows to decide; absent: all that have a check. Rows that these read are decided as well, and reported. */
  readonly rows?: readonly string[];
  /** Answers younger than this are taken from memory, in milliseconds. 0 asks everything anew. Default 60 000. */
  readonly maxAgeMs?: number;
  /** Verdicts of rows that no check decides (people, actions), by id. */
  readonly known?: ReadonlyMap<string, Verdict>;
  readonly onProgress?: (progress: { readonly answered: number; readonly total: number }) => void;
  /** What could be decided when it was cancelled in the middle, before that is thrown. */
  readonly onCancelled?: (report: EvidenceReport) => Promise<void>;
}

/** A verdict with what it rests on. Holds no secrets. */
export interface CheckedRow extends Verdict {
  readonly row: string;
  /** ISO 8601 UTC: of the oldest answer that it rests on. */
  readonly at: string;
  readonly asked: readonly AskedQuery[];
  /** What the check found by itself, where the word of a person stands instead. */
  readonly own?: Verdict;
  /** Values of what the check binds to, as they are now. */
  readonly binding: Bindings;
}
export interface AskedQuery { readonly query: string; readonly state: Fact<unknown>['state']; readonly at: string; /** Of an answer that did not come. */ readonly reason?: string }

export interface EvidenceReport {
  readonly environment: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** In the order of the catalogue of checks. */
  readonly rows: readonly CheckedRow[];
  readonly bindings: Bindings;
  /** Requests that this run made to ARM, and queries that it answered from memory. */
  readonly armRequests: number;
  readonly fromMemory: number;
  /** ISO 8601 UTC: of the oldest answer that was taken from memory. */
  readonly oldestFromMemory?: string;
  /** Who asked, as git and Azure know them. */
  readonly by?: string;
}

/** Results that people and actions leave for checks to read: load tests, watch samples, reviews of a plan. Newest first. */
export interface EvidenceRecords {
  list(environment: string, kind: RecordKind): Promise<readonly EvidenceRecord[]>;
  add(environment: string, kind: RecordKind, record: EvidenceRecord): Promise<void>;
}
export type RecordKind = 'plan-review' | 'load-test' | 'watch-sample' | 'test-run' | 'backup' | 'drill' | 'export' | 'lint' | 'plan' | 'publish' | (string & {});
export interface EvidenceRecord {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by?: string;
  /** What it was made for. */
  readonly binding?: Bindings;
  readonly value: JsonValue;
}
