/** What a failure is: `logic` fails again until something is corrected, `environmental` may pass, `unknown` cannot be told. The audit's words. */
export type FailureClass = 'logic' | 'environmental' | 'unknown';

/** One rule of rules.yaml; its JSON Schema says what the fields mean. */
export interface CoachRule {
  readonly id: string;
  readonly codes?: readonly string[];
  readonly message?: string;
  readonly type?: string;
  readonly class: FailureClass;
  readonly cause: string;
  readonly nextStep: string;
  readonly command?: string;
  readonly action?: string;
}
