import type { FileRange } from './values';

export interface DeployErrorOptions {
  /** Further lines: nested causes, leaf first. Never holds secrets. */
  readonly details?: readonly ErrorDetail[];
  readonly cause?: unknown;
  /** One sentence in the imperative: what the user does next. */
  readonly nextStep?: string;
  readonly location?: FileRange;
  /** HTTP status of the answer, when there was one. */
  readonly status?: number;
}

/** One cause inside an error, as ARM nests them. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  /** Resource ID the cause is about, when known. */
  readonly resourceId?: string;
  readonly details?: readonly ErrorDetail[];
}

/** Base of everything we throw on purpose. Branch on `kind` and `code`, never on the message. */
export abstract class DeployError extends Error {
  abstract readonly kind: 'input' | 'logic' | 'environment' | 'cancelled';
  readonly details: readonly ErrorDetail[];
  readonly nextStep?: string;
  readonly location?: FileRange;
  readonly status?: number;

  constructor(readonly code: string, message: string, options: DeployErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? [];
    this.nextStep = options.nextStep;
    this.location = options.location;
    this.status = options.status;
  }
}

/** The user's file or answer is wrong. Exit code 2. */
export class InputError extends DeployError { readonly kind = 'input'; }

/** A confirmation was needed and not given; nothing was changed. Exit code 3. */
export class ConfirmationNeededError extends InputError {
  constructor(message: string, options: DeployErrorOptions = {}) { super('Run.ConfirmationNeeded', message, options); }
}

/** The service refused for good; trying again changes nothing. Exit code 1. */
export class LogicError extends DeployError { readonly kind = 'logic'; }

/** Not our doing and perhaps over soon: worth another attempt. Exit code 5 once the attempts are used up. */
export class EnvironmentError extends DeployError {
  readonly kind = 'environment';
  /** What Retry-After asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** False where trying again by itself could do harm; a person may. */
  readonly isRetryable: boolean = true;
  constructor(code: string, message: string, options: DeployErrorOptions & { readonly retryAfterMs?: number } = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The user cancelled; shown nowhere as a failure. Exit code 4. */
export class CancelledError extends DeployError {
  readonly kind = 'cancelled';
  constructor(message = 'Cancelled.', options: DeployErrorOptions = {}) { super('Cancelled', message, options); }
}
