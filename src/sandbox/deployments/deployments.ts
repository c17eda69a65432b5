import { randomUUID } from 'node:crypto';
import type { DeploymentScope, EvaluationContext, GivenParameter, JsonObject, NestedDeploymentRequest, Prediction, Template } from '../../armTemplate';
import { ArmError, badRequest, conflict, internalError, notFound } from '../armError';
import type { Caller, ProviderContext, StoredResource } from '../providers/provider';
import { keyOf, parseResourceId, scopeParts } from '../resourceId';
import { groupBody } from '../resources/resourceGroups';
import type { Sandbox } from '../sandbox';
import { putGroup } from '../resources/putGroup';
import type { DeploymentRequest } from './deploymentRequest';
import { DeploymentRun } from './deploymentRun';
import { DeploymentStore } from './deploymentStore';
import { checkQuota, groomHistory } from './history';
import { loadParameters, loadTemplate } from './linkedTemplates';
import type { Secrets } from './masking';
import { findFallback } from './onError';
import { ParsedTemplates } from './parsedTemplates';
import { preflight } from './preflight';
import { createSecretSource, hashTemplate, prepare, showParameters, toArmError, type PreparedDeployment } from './prepare';
import { isActive, packTemplate, unpackTemplate, type DeploymentRecord } from './record';
import { deploymentIdOf, resolveScope, scopeIdOf } from './scope';
import { summariseDependencies, summariseProviders } from './summary';

export interface DeploymentCommand {
  readonly scope: string;
  readonly name: string;
  readonly request: DeploymentRequest;
  readonly caller: Caller;
  readonly correlationId: string;
}

interface NestedCommand {
  readonly request: NestedDeploymentRequest;
  readonly id: string;
  readonly parent: DeploymentRecord;
  readonly secrets: Secrets;
  readonly context: ProviderContext;
  /** The template around it. */
  readonly around: Template;
}

/** A deployment that passed all checks and has not begun. */
export interface CheckedDeployment { readonly record: DeploymentRecord; readonly prepared: PreparedDeployment; readonly template: JsonObject; readonly context: ProviderContext }

/** What every provider has been asked about. */
export interface ApprovedDeployment extends CheckedDeployment { readonly prediction: Prediction }

/** Deployments at all scopes: checks, runs, cancels, and goes on with those that a stop of the sandbox interrupted. */
export class Deployments {
  readonly store: DeploymentStore;
  isClosed = false;
  private readonly parsed = new ParsedTemplates();

  constructor(private readonly sandbox: Sandbox) { this.store = new DeploymentStore(sandbox.store); }

  /** Everything that ARM checks before it accepts. @throws ArmError `InvalidTemplate`, `InvalidTemplateDeployment` with one detail for each resource that is refused. */
  async check(command: DeploymentCommand): Promise<ApprovedDeployment> {
    const scope = resolveScope(command.scope, command.caller, this.sandbox);
    const { request } = command;
    const template = request.template ?? await loadTemplate(request.templateLink!, undefined, this.sandbox.resources);
    const given = request.parametersLink ? { ...await loadParameters(request.parametersLink), ...request.parameters } : request.parameters;
    const checked = this.prepareRecord({ ...command, scope, template, given });
    const prediction = preflight(this.sandbox, checked, command.name);
    groomHistory(checked.record.scope, this.store, this.sandbox);
    return { ...checked, prediction };
  }

  /** Begins the deployment; the promise of `ended` resolves with its last record. @throws ArmError */
  async begin(command: DeploymentCommand): Promise<{ readonly record: DeploymentRecord; readonly created: boolean; readonly ended: Promise<DeploymentRecord> }> {
    this.sandbox.locks.checkWrite(deploymentIdOf(command.scope, command.name));
    const checked = await this.check(command);
    const existing = this.store.find(checked.record.id);
    this.checkFree(checked.record, existing);
    const { onError } = command.request;
    const record: DeploymentRecord = onError ? { ...checked.record, onError: { type: onError.type, deploymentName: findFallback(onError, checked.record, this.store).name } } : checked.record;
    return { record, created: !existing, ended: this.run({ ...checked, record }).then((ended) => this.goBack(ended)) };
  }

  /** Runs a nested deployment to its end. @throws ArmError when it is refused. */
  async runNested({ request, id, parent, secrets, context, around }: NestedCommand): Promise<DeploymentRecord> {
    const parsed = parseResourceId(id);
    const scopeId = parsed?.scope ?? scopeIdOf(request.scope);
    const scope = resolveScope(scopeId, context.caller, this.sandbox);
    const template = request.template ?? await loadTemplate(request.templateLink ?? {}, parent.templateLink, this.sandbox.resources);
    const given = request.parametersLink ? { ...await loadParameters(request.parametersLink), ...request.parameters } : request.parameters;
    const name = parsed?.shortName ?? request.name;
    const existing = this.store.find(deploymentIdOf(scopeIdOf(scope), name));
    const isOwn = existing?.parentId === parent.id && existing.correlationId === parent.correlationId;
    // After a restart the parent asks again for a child that had ended already.
    if (existing && isOwn && !isActive(existing.state)) return existing;
    const checked = this.prepareRecord({
      scope, name, template, given, caller: context.caller, correlationId: parent.correlationId, parentId: parent.id, secureInParent: request.secureParameters, inherited: secrets, ...(request.template && { parse: () => around.nested(template) }),
      request: { mode: request.mode, parameters: given, resultFormat: 'FullResourcePayloads', ...(request.templateLink && { templateLink: request.templateLink }), ...(scope.kind !== 'resourceGroup' && { location: request.location ?? parent.location }) },
      ...(existing && isOwn && { resumed: existing }),
    });
    if (!isOwn) this.checkFree(checked.record, existing);
    return this.run(checked, isOwn);
  }

  /** @throws ArmError 404, 409 `DeploymentCannotBeCancelled`. */
  cancel(id: string): void {
    const record = this.get(id);
    if (!isActive(record.state)) throw conflict('DeploymentCannotBeCancelled', `The deployment '${record.name}' cannot be cancelled because it is in the provisioning state '${record.state}'. Please see https://aka.ms/arm-deployment-operations for usage details.`);
    this.markCanceled(record);
  }

  /** @throws ArmError 404 `DeploymentNotFound`. */
  get(id: string): DeploymentRecord {
    const record = this.store.find(id);
    if (!record) throw notFound('DeploymentNotFound', `Deployment '${parseResourceId(id)?.shortName ?? id}' could not be found.`);
    return record;
  }

  removeAll(scope: string): void { for (const record of this.store.list(scope)) this.store.remove(record); }

  /** Puts one resource of a template; resource groups and deployments of deployments are resources of their own kind. */
  putFromTemplate(id: string, body: JsonObject, apiVersion: string, context: ProviderContext): { readonly id: string; readonly created: boolean; readonly operationId?: string } {
    const { subscriptionId, resourceGroup } = scopeParts(id);
    const parsed = parseResourceId(id);
    if (!parsed && subscriptionId !== undefined && resourceGroup !== undefined) {
      const { group, created } = putGroup(this.sandbox, { subscriptionId, name: resourceGroup, body });
      return { id: String(groupBody(group).id), created };
    }
    if (!parsed) throw badRequest('InvalidTemplate', `The resource ID '${id}' is not valid.`);
    const own = this.contextFor(parsed.subscriptionId, context);
    // Who deploys needs the right to write each resource, not just the deployment.
    for (const module of this.sandbox.registry.modules) module.authorize?.({ action: `${parsed.type}/write`, scope: parsed.id, method: 'PUT', body }, own);
    const { resource, created, operation } = this.sandbox.resources.put({ id: parsed, body, apiVersion, context: own });
    return { id: resource.id, created, ...(operation && { operationId: operation.id }) };
  }

  /** What Complete mode takes away: top-level resources of the group that the template does not name, latest first. */
  completeModeDeletes(scope: string, kept: ReadonlySet<string>): readonly StoredResource[] {
    return this.sandbox.table.atScope(scope).filter((resource) => {
      const id = parseResourceId(resource.id);
      if (!id || id.parentId !== undefined || keyOf(id.scope) !== keyOf(scope)) return false;
      return !kept.has(keyOf(resource.id)) && !/^microsoft\.(authorization|resources|insights\/diagnosticsettings)/i.test(id.type);
    }).reverse();
  }

  /** Goes on with deployments that were active when the sandbox stopped. */
  resume(): void {
    for (const record of [...this.store.all()]) if (isActive(record.state) && record.parentId === undefined) void this.resumeOne(record);
  }

  close(): void { this.isClosed = true; }

  private async resumeOne(record: DeploymentRecord): Promise<void> {
    try {
      const scope = resolveScope(record.scope, record.caller, this.sandbox);
      const template = unpackTemplate(record.template);
      const given = record.given ?? {};
      const checked = this.prepareRecord({
        scope, name: record.name, template, given, caller: record.caller, correlationId: record.correlationId, resumed: record,
        request: { mode: record.mode, parameters: given, resultFormat: 'FullResourcePayloads', ...(record.templateLink && { templateLink: record.templateLink }), ...(record.location !== undefined && { location: record.location }) },
      });
      await this.goBack(await this.run(record.onError ? { ...checked, record: { ...checked.record, onError: record.onError } } : checked, true));
    } catch (error) {
      this.markFailed(record, error);
    }
  }

  /** After a failure the earlier deployment is deployed again, with its parameters, and nothing stays that it does not have. */
  private async goBack(record: DeploymentRecord): Promise<DeploymentRecord> {
    const { onError } = record;
    if (!onError || record.state !== 'Failed' || this.isClosed) return record;
    const noted = (provisioningState: DeploymentRecord['state']): DeploymentRecord => {
      const known = this.store.find(record.id) ?? record;
      const changed = { ...known, onError: { ...onError, provisioningState } };
      this.store.set(changed);
      return changed;
    };
    noted('Running');
    try {
      const earlier = this.get(deploymentIdOf(record.scope, onError.deploymentName));
      const given = earlier.givenThen ?? {};
      const checked = this.prepareRecord({ scope: resolveScope(record.scope, record.caller, this.sandbox), name: earlier.name, template: unpackTemplate(earlier.template), given, request: { mode: 'Complete', parameters: given, resultFormat: 'FullResourcePayloads' }, caller: record.caller, correlationId: record.correlationId });
      return noted((await this.run(checked)).state);
    } catch (error) {
      if (!(toArmError(error) instanceof ArmError)) internalError(error);
      return noted('Failed');
    }
  }

  private run({ record, prepared, context }: CheckedDeployment, isResumed = false): Promise<DeploymentRecord> {
    if (!isResumed) this.store.clearRows(record.id);
    this.store.set(record);
    return new DeploymentRun(this.sandbox, context, record, prepared).execute().catch((error: unknown) => this.markFailed(record, error));
  }

  private markFailed(record: DeploymentRecord, error: unknown): DeploymentRecord {
    const refusal = toArmError(error);
    const failed: DeploymentRecord = { ...record, state: 'Failed', given: undefined, changedMs: this.sandbox.clock.now().getTime(), error: (refusal instanceof ArmError ? refusal : internalError(refusal)).toDetail() };
    this.store.set(failed);
    return failed;
  }

  private checkFree(record: DeploymentRecord, existing: DeploymentRecord | undefined): void {
    if (existing && isActive(existing.state)) {
      const expires = new Date(existing.startedMs + 7 * 86_400_000).toISOString();
      throw conflict('DeploymentActive', `Unable to edit or replace deployment '${record.name}': previous deployment from '${new Date(existing.startedMs).toISOString()}' is still active (expiration time is '${expires}'). Please see https://aka.ms/arm-deploy for usage details.`);
    }
    if (existing?.location !== undefined && record.location !== undefined && existing.location.toLowerCase() !== record.location.toLowerCase()) {
      throw conflict('InvalidDeploymentLocation', `Invalid deployment location '${record.location}'. The deployment '${record.name}' already exists in location '${existing.location}'.`);
    }
    if (!existing) checkQuota(record, this.store);
  }

  private prepareRecord(input: {
    readonly scope: DeploymentScope; readonly name: string; readonly template: JsonObject; readonly given: { readonly [name: string]: GivenParameter }; readonly request: DeploymentRequest; readonly caller: Caller;
    readonly correlationId: string; readonly parentId?: string; readonly secureInParent?: readonly string[]; readonly inherited?: Secrets; readonly resumed?: DeploymentRecord; readonly parse?: () => Template;
  }): CheckedDeployment {
    const { scope, name, template, given, request, caller, resumed } = input;
    checkName(name);
    const scopeId = scopeIdOf(scope);
    const context = this.sandbox.context(caller, scope.subscriptionId);
    const startedMs = resumed?.startedMs ?? this.sandbox.clock.now().getTime();
    const guidSeed = resumed?.guidSeed ?? randomUUID();
    const evaluation = this.evaluationContext({ scope, name, location: request.location, startedMs, guidSeed, caller });
    const templateHash = hashTemplate(template);
    const parse = input.parse ?? (() => this.parsed.get(templateHash, template));
    const prepared = prepare({ parse, given, context: evaluation, secretSource: createSecretSource(this.sandbox, context), secureInParent: input.secureInParent, inherited: input.inherited });
    const record: DeploymentRecord = {
      id: deploymentIdOf(scopeId, name), name, scope: scopeId, mode: request.mode, state: 'Accepted', startedMs, changedMs: startedMs, correlationId: input.correlationId,
      templateHash, template: packTemplate(template), given, shownParameters: prepared.secrets.hide(showParameters(prepared.parameters, given, input.secureInParent)), outputResources: [],
      providers: summariseProviders(prepared.expansion), dependencies: summariseDependencies(prepared.expansion), guidSeed, tenantId: scope.tenantId, caller,
      ...(request.location !== undefined && { location: request.location }), ...(request.tags && { tags: request.tags }), ...(shownLink(request.templateLink) && { templateLink: shownLink(request.templateLink) }),
      ...(request.validationLevel !== undefined && { validationLevel: request.validationLevel }), ...(input.parentId !== undefined && { parentId: input.parentId }),
    };
    return { record, prepared, template, context };
  }

  private evaluationContext({ scope, name, location, startedMs, guidSeed, caller }: { readonly scope: DeploymentScope; readonly name: string; readonly location?: string; readonly startedMs: number; readonly guidSeed: string; readonly caller: Caller }): EvaluationContext {
    let drawn = 0;
    return {
      scope, deploymentName: name, ...(location !== undefined && { deploymentLocation: location }), now: new Date(startedMs), newGuid: () => this.sandbox.random.guid(`${guidSeed} ${drawn++}`),
      environment: this.sandbox.environment(), deployer: { objectId: caller.objectId, tenantId: caller.tenantId, ...(caller.userPrincipalName !== undefined && { userPrincipalName: caller.userPrincipalName }) },
    };
  }

  private contextFor(subscriptionId: string | undefined, context: ProviderContext): ProviderContext {
    return subscriptionId === context.subscriptionId ? context : this.sandbox.context(context.caller, subscriptionId);
  }

  private markCanceled(record: DeploymentRecord): void {
    this.store.set({ ...record, state: 'Canceled', given: undefined, changedMs: this.sandbox.clock.now().getTime(), error: { code: 'DeploymentCanceled', message: `The deployment '${record.name}' was canceled.` } });
    for (const child of this.store.all()) if (child.parentId === record.id && isActive(child.state)) this.markCanceled(child);
  }
}

/** A link's query may be a signature that gives access. */
function shownLink(link: JsonObject | undefined): JsonObject | undefined {
  if (!link) return undefined;
  const { queryString: _, ...rest } = link;
  return { ...rest, ...(typeof rest.uri === 'string' && { uri: rest.uri.split('?')[0] ?? '' }) };
}

function checkName(name: string): void {
  if (name.length <= 64 && /^[-\w._()]+$/.test(name) && !name.endsWith('.')) return;
  throw badRequest('InvalidDeploymentName', `The provided deployment name '${name.slice(0, 80)}' is not valid. It may have up to 64 letters, digits, '-', '_', '.', '(' and ')', and not end with a period.`);
}

