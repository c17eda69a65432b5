import type { JsonObject } from '../armTemplate';

export interface ArmErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly details?: readonly ArmErrorDetail[];
  readonly additionalInfo?: readonly { readonly type: string; readonly info: JsonObject }[];
}

export interface ArmErrorOptions {
  readonly target?: string;
  readonly details?: readonly ArmErrorDetail[];
  readonly additionalInfo?: ArmErrorDetail['additionalInfo'];
  /** Further headers of the answer, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of ARM that is an error: HTTP status and the body `{"error": {"code", "message", ...}}`. Throw it from routes, providers and data planes alike. */
export class ArmError extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly options: ArmErrorOptions = {}) {
    super(message);
    this.name = 'ArmError';
  }

  /** The error as ARM nests it inside bodies. */
  toDetail(): ArmErrorDetail {
    const { target, details, additionalInfo } = this.options;
    return { code: this.code, message: this.message, ...(target !== undefined && { target }), ...(details && { details }), ...(additionalInfo && { additionalInfo }) };
  }
}

export const notFound = (code: string, message: string): ArmError => new ArmError(404, code, message);
export const badRequest = (code: string, message: string, options?: ArmErrorOptions): ArmError => new ArmError(400, code, message, options);
export const conflict = (code: string, message: string, options?: ArmErrorOptions): ArmError => new ArmError(409, code, message, options);

/** The operation is not part of the sandbox: said clearly, never pretended. */
export const notImplemented = (what: string): ArmError =>
  new ArmError(501, 'NotImplementedInSandbox', `The sandbox does not implement ${what}. What it implements is listed in docs/sandbox-coverage.md.`);

/** A mistake of the sandbox. The stack goes to its own log, never into an answer. */
export function internalError(error: unknown): ArmError {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return new ArmError(500, 'InternalServerError', 'The sandbox made a mistake. Its log has the details.');
}
