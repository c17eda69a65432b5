import type { Span } from '../bicepparam';
import type { Severity } from '../values';
import type { RuleId } from './rules';

/** A change of text. Without `file` it concerns the file of the finding. */
export interface TextEdit extends Span { readonly file?: string; readonly newText: string }

/** One way to cure a finding. A preferred one is what "fix all" applies. */
export interface Fix { readonly title: string; readonly edits: readonly TextEdit[]; readonly isPreferred?: boolean }

/** What one rule says about one place of one file. Spans are UTF-16 offsets inside the file's text. */
export interface Finding extends Span {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly nextStep?: string;
  readonly fixes?: readonly Fix[];
  /** The official compiler reports the same at the same place. */
  readonly official?: boolean;
  readonly related?: readonly (Span & { readonly file: string; readonly message: string })[];
}
