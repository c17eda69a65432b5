import type { JsonObject } from '../../../armTemplate';
import type { Secret, SecretVersion } from '../../providers/keyVault/secretStore';
import type { DataPlaneHost, ProviderContext, StoredResource } from '../../providers/provider';
import { valueAt } from '../../providers/shared/json';
import { endpointOfVault, identifierBase } from './addresses';

/** How the secrets of one vault are printed. */
export class Bundles {
  private readonly base: string;
  private readonly recovery: JsonObject;

  constructor(private readonly vault: StoredResource, host: DataPlaneHost, readonly context: ProviderContext) {
    this.base = identifierBase(vault.name, host);
    this.recovery = recoveryOf(vault);
    this.pageBase = endpointOfVault(vault.name, host);
  }

  readonly pageBase: string;

  /** With the value. */
  secret(name: string, version: SecretVersion): JsonObject { return { value: version.value, ...this.item(name, version, true) }; }

  /** Without the value; lists name the current version without its version. */
  item(name: string, { version, contentType, tags, attributes }: SecretVersion, withVersion: boolean): JsonObject {
    return {
      id: `${this.base}/secrets/${name}${withVersion ? `/${version}` : ''}`, attributes: { ...attributes, ...this.recovery },
      ...(contentType === undefined ? {} : { contentType }), ...(tags === undefined ? {} : { tags: { ...tags } }),
    };
  }

  deleted({ name, versions, deleted }: Secret, withVersion: boolean): JsonObject {
    return { recoveryId: `${this.base}/deletedsecrets/${name}`, deletedDate: deleted?.at ?? 0, scheduledPurgeDate: deleted?.purgeAt ?? 0, ...this.item(name, versions.at(-1)!, withVersion) };
  }

  get isPurgeProtected(): boolean { return valueAt(this.vault.body, 'properties.enablePurgeProtection') === true; }
}

function recoveryOf(vault: StoredResource): JsonObject {
  const recoverableDays = Number(valueAt(vault.body, 'properties.softDeleteRetentionInDays') ?? 90);
  const level = `${recoverableDays < 90 ? 'CustomizedRecoverable' : 'Recoverable'}${valueAt(vault.body, 'properties.enablePurgeProtection') === true ? '' : '+Purgeable'}`;
  return { recoveryLevel: level, recoverableDays };
}
