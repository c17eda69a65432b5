/** JSON as it travels between the parts of the product. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject { readonly [key: string]: JsonValue }

/** Zero-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position { readonly line: number; readonly character: number }
export interface Range { readonly start: Position; readonly end: Position }
/** A place in a file of the workspace; `file` is an absolute path. */
export interface FileRange { readonly file: string; readonly range?: Range }

export type Severity = 'error' | 'warning' | 'info';
/** One finding of a compiler or of our own checks; `code` is stable (`BCP035`, `aos/unknown-parameter`). */
export interface Diagnostic extends FileRange {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly nextStep?: string;
}
