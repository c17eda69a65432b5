/** Pieces that several pages show. Texts are ready to be drawn as text; nothing in them is markup, and no value of a secret is among them. */

/** Where a plan or a run goes. */
export interface TargetView {
  /** `sandbox`, `azure`, `usgov`, `china` or a URL. */
  readonly cloud: string;
  readonly isSandbox: boolean;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** A place the extension can open; the page only shows `label` and sends the id of what carries it. */
export interface DeclarationView {
  /** File name and one-based line: `keyvault.bicep:14`. */
  readonly label: string;
  /** Relative to the workspace, with forward slashes. */
  readonly file: string;
}

/** An error as people read it. */
export interface ErrorView {
  readonly code: string;
  readonly message: string;
  readonly nextStep?: string;
  /** Nested causes, leaf first. */
  readonly causes: readonly CauseView[];
  /** What is known about the innermost causes, what is understood first; absent when nothing is. */
  readonly advice?: readonly AdviceView[];
  readonly declaration?: DeclarationView;
  /** The error as ARM sent it, indented JSON. */
  readonly raw?: string;
}

/** Why something failed and what to do; `command` is an `az` command line to copy. */
export interface AdviceView {
  readonly cause: string;
  readonly nextStep: string;
  readonly command?: string;
  readonly resourceId?: string;
  readonly action?: AdviceAction;
}

/** What the extension itself can do about a failure; every other cure is the command line. */
export type AdviceAction = (typeof adviceActions)[number];
export const adviceActions = ['sign-in', 'select-subscription', 'open-parameters', 'open-template', 'register-provider', 'retry'] as const;
export const isAdviceAction = (text: unknown): text is AdviceAction => adviceActions.some((action) => action === text);

export interface CauseView {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/**
 * One value before or after. `text` is what is drawn: a scalar as it is, objects and arrays as indented JSON.
 * `absent`: there is none. `secret`: hidden, `text` is empty. `deploy-time`: only known while deploying; `text` may hold the expression.
 */
export interface ValueView {
  readonly kind: 'scalar' | 'json' | 'absent' | 'secret' | 'deploy-time';
  readonly text: string;
}
