import type { Finding, Fix, LanguageWorkspace } from '../../../core/language';
import { TextLines } from '../../../core/language';
import type { FileRange, JsonValue } from '../../../core/values';
import type { MatrixCellView, MatrixRowView } from '../../../protocol/matrix';
import { baseName } from '../../shared/paths';

/** A parameters file of one environment. */
export interface MatrixFile { readonly environment: string; readonly file: string }

/** What stands behind a cell: where it is opened, and what its fix changes. */
export interface CellDetail { readonly place?: FileRange; readonly fix?: { readonly file: string; readonly fix: Fix } }
/** Details by row id, in the order of the environments. */
export interface ParameterRows { readonly rows: readonly MatrixRowView[]; readonly details: ReadonlyMap<string, readonly CellDetail[]> }

type Context = NonNullable<ReturnType<LanguageWorkspace['context']>>;
interface Side { readonly file: MatrixFile; readonly context: Context; readonly findings: readonly Finding[] }
interface Cell { readonly view: MatrixCellView; readonly detail: CellDetail; /** What cells are compared by; undefined: nothing is known. */ readonly same?: string }

/** One row for each parameter of the templates, as each environment's file would give it. `explain` says why a rule expects a difference; it is asked for differing cells without an objection. */
export function parameterRows(workspace: LanguageWorkspace, files: readonly MatrixFile[], explain: (side: MatrixFile, name: string, other: string) => string | undefined): ParameterRows {
  const sides = files.flatMap((file): readonly Side[] => { const context = workspace.context(file.file); return context ? [{ file, context, findings: workspace.check(file.file) }] : []; });
  const details = new Map<string, readonly CellDetail[]>();
  const rows = namesOf(sides).map((name): MatrixRowView => {
    const cells = files.map((file) => { const side = sides.find((one) => one.file === file); return side ? cellOf(side, name) : unknownCell; });
    const differs = new Set(cells.map(({ same }) => same)).size > 1;
    details.set(name, cells.map(({ detail }) => detail));
    return { id: name, kind: 'parameter', label: name, differs, cells: cells.map((cell, index) => (differs ? withExplanation(cell, cells, (other) => explain(files[index]!, name, other)) : cell.view)) };
  });
  return { rows, details };
}

const unknownCell: Cell = { view: { kind: 'unknown', text: '' }, detail: {} };

/** In the order of the templates; what only a file names comes last. */
function namesOf(sides: readonly Side[]): readonly string[] {
  const declared = sides.flatMap(({ context: { template } }) => (template.kind === 'known' ? [...template.facts.parameters.keys()] : []));
  return [...new Set([...declared, ...sides.flatMap(({ context }) => [...context.document.assignments.keys()])])];
}

function cellOf({ file, context, findings }: Side, name: string): Cell {
  const given = [context.document, ...context.bases].find((document) => document.assignments.has(name));
  const assignment = given?.assignments.get(name);
  const declared = context.template.kind === 'known' ? context.template.facts.parameters.get(name) : undefined;
  const about = findings.filter((finding) => isAbout(finding, name, given === context.document ? assignment : undefined));
  const worst = about.toSorted((a, b) => order[a.severity] - order[b.severity])[0];
  const isSecret = declared?.isSecure === true || about.some(({ rule }) => rule === 'secure-plain-text');
  const place = given && assignment ? placeOf(given.file, given.text, assignment.nameSpan) : undefined;
  const fix = worst?.fixes?.find(({ isPreferred }) => isPreferred) ?? worst?.fixes?.[0];
  const known = valueOf(context, name, given, declared?.defaultValue);
  return {
    view: {
      ...(isSecret && known.kind !== 'none' ? { kind: 'secret', text: '' } as const : { kind: known.kind, text: known.text }),
      ...(worst && !(isSecret && worst.rule !== 'secure-plain-text') ? { verdict: { kind: worst.severity, rule: worst.rule, message: worst.message } } : {}),
      ...(place ? { place: `${baseName(place.file)}:${(place.range?.start.line ?? 0) + 1}` } : {}), ...(fix ? { fix: fix.title } : {}),
    },
    detail: { ...(place ? { place } : {}), ...(fix ? { fix: { file: file.file, fix } } : {}) },
    ...(known.kind === 'unknown' ? {} : { same: known.text }),
  };
}

const order = { error: 0, warning: 1, info: 2 } as const;

/** A value as people write it. What is no constant is shown as the expression that stands there. */
function valueOf(context: Context, name: string, given: Context['document'] | undefined, defaultValue: JsonValue | undefined): { readonly kind: 'value' | 'default' | 'none' | 'unknown'; readonly text: string } {
  if (given) {
    const value = given.constant(name);
    const span = given.valueSpan(name);
    return { kind: 'value', text: value === undefined ? given.text.slice(span?.start, span?.end) : textOf(value) };
  }
  if (context.basesIncomplete) return { kind: 'unknown', text: '' };
  return defaultValue === undefined ? { kind: 'none', text: '' } : { kind: 'default', text: textOf(defaultValue) };
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A finding of a parameter that is given lies inside its statement; of one that is not it stands elsewhere and begins with its name. */
function isAbout(finding: Finding, name: string, assignment: { readonly start: number; readonly end: number } | undefined): boolean {
  return assignment ? finding.start >= assignment.start && finding.end <= assignment.end : new RegExp(`^${name}\\b`).test(finding.message);
}

function placeOf(file: string, text: string, span: { readonly start: number; readonly end: number }): FileRange {
  return { file, range: new TextLines(text).rangeOf(span) };
}

/** A difference that no rule objects to, and that a rule would object to if it were not there, is explained. */
function withExplanation(cell: Cell, cells: readonly Cell[], explain: (other: string) => string | undefined): MatrixCellView {
  if (cell.view.verdict || cell.view.kind === 'secret') return cell.view;
  for (const other of cells) {
    if (other.same === undefined || other.same === cell.same || other.view.kind === 'secret') continue;
    const message = explain(other.same);
    if (message) return { ...cell.view, verdict: { kind: 'explained', rule: 'environment-expectations', message } };
  }
  return cell.view;
}
