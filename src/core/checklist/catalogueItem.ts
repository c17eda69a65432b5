/** What decides an item: what is measured, what one click runs, or what a person says. */
export type ItemKind = 'auto' | 'action' | 'attest';
/** `recommended`: what fails there is a warning. `optional`: counts only once it was done. `none`: does not apply. */
export type Applies = 'required' | 'recommended' | 'optional' | 'none';
export type EnvironmentClass = 'dev' | 'staging' | 'prod';
export type Cadence = 'daily' | 'weekly' | 'monthly' | 'quarterly';

/** Something an item needs to apply at all; the profile of the environment answers it. */
export type Condition =
  | 'appInsights' | 'azureML' | 'azureMLLeftOut' | 'b2c' | 'critical' | 'customMetrics' | 'dataLost' | 'databaseServer' | 'deploysFromCi' | 'destructiveChanges' | 'downgraded'
  | 'elasticPremium' | 'incident' | 'notExcluded' | 'notTier1' | 'orchestrator' | 'pagingService' | 'premiumMessaging' | 'secretsLost';

/** What evidence belongs to: when that changes, the evidence is stale. `table`: what the item shows. `file:PATH`: that file. */
export type BindingKind = 'commit' | 'parameters' | 'template' | 'plan' | 'deployment' | 'profile' | 'incident' | 'table' | `file:${string}`;

/** What an attestation asks for besides note, name and time. */
export type AskedFact = 'start' | 'end' | 'person' | 'contact' | 'ticket' | 'date' | 'severity' | 'decision' | 'owner' | 'resourceGroup';

/** One item as its phase's YAML file says; the JSON Schema `checklist.schema.json` says what the fields mean. */
export interface ItemEntry {
  readonly id: string;
  readonly title: string;
  readonly kind: ItemKind;
  readonly sources?: readonly string[];
  readonly action?: string;
  readonly rollUp?: readonly string[];
  readonly environments?: Readonly<Partial<Record<EnvironmentClass, Applies>>>;
  readonly needs?: readonly Condition[];
  readonly wants?: Readonly<Partial<Record<EnvironmentClass, readonly string[]>>>;
  readonly branch?: string;
  readonly cadence?: Cadence;
  readonly binding?: BindingKind;
  readonly asks?: readonly AskedFact[];
  readonly selfDeciding?: boolean;
  readonly secondPerson?: boolean;
  /** Counts only when it was attested before the commit was deployed. */
  readonly beforeDeployment?: boolean;
}

export interface SectionEntry { readonly group: string; readonly title: string; readonly items: readonly ItemEntry[] }
/** One file of `catalogue/`. */
export interface PhaseEntry { readonly phase: string; readonly title: string; readonly sections: readonly SectionEntry[] }

/** An item with the place it has in the list. */
export interface CatalogueItem extends ItemEntry { readonly phase: string; readonly group: string; readonly section: string }
