/** One environment of the workspace: a parameters file whose `using` names the template. */
export interface Environment {
  readonly name: string;
  /** Absolute paths. */
  readonly parametersFile: string;
  readonly templateFile: string;
  readonly resourceGroup: string;
  readonly subscriptionId?: string;
  /** `azure`, `usgov`, `china`, `sandbox` or a URL; absent: what the user chose. */
  readonly cloud?: string;
  readonly location?: string;
  /** Protected environments need the typed name; `prod` is one unless aos.yaml says otherwise. */
  readonly isProtected: boolean;
}
