import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../../armTemplate';
import { isObject, member, textOr } from '../json';
import type { Caller } from '../providers/provider';
import type { SeededRandom } from '../random';
import { defaultTenantId, isGuid } from '../subscriptions';

export const tokenLifetimeSeconds = 3600;

/** Gives out JSON Web Tokens to anybody who asks, and reads who a token names. Signatures are real, but no token is refused: the sandbox guards nothing. */
export class Tokens {
  private readonly privateKey: KeyObject;
  private readonly keyId: string;

  constructor(private readonly random: SeededRandom) {
    this.privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    this.keyId = createHash('sha256').update(createPublicKey(this.privateKey).export({ type: 'spki', format: 'der' })).digest('base64url').slice(0, 22);
  }

  /** @see RFC 7517 */
  keySet(): JsonObject {
    const { n = '', e = '' } = createPublicKey(this.privateKey).export({ format: 'jwk' });
    return { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid: this.keyId, x5t: this.keyId, n, e }] };
  }

  issue(claims: JsonObject, now: Date): string {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const encode = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ typ: 'JWT', alg: 'RS256', kid: this.keyId, x5t: this.keyId })}.${encode({ iat: issuedAt, nbf: issuedAt, exp: issuedAt + tokenLifetimeSeconds, ver: '1.0', ...claims })}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), this.privateKey).toString('base64url')}`;
  }

  /** Object ID that Entra ID would have for an application or a user. */
  objectIdOf(name: string): string { return this.random.guid(`object of ${name.toLowerCase()}`); }

  /** Undefined when the header holds no bearer token. A token that cannot be read names a caller of its own. */
  callerOf(authorization: string | undefined): Caller | undefined {
    const token = /^bearer\s+(\S+)/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const claims = claimsOf(token);
    const [appId, userPrincipalName] = [textOr(claims.appid ?? claims.azp), textOr(claims.upn ?? claims.unique_name ?? claims.preferred_username)];
    const tenantId = textOr(claims.tid);
    return {
      objectId: textOr(claims.oid) || this.objectIdOf(userPrincipalName || appId || token), tenantId: isGuid(tenantId) ? tenantId.toLowerCase() : defaultTenantId,
      isServicePrincipal: userPrincipalName === '', ...(appId && { appId }), ...(userPrincipalName && { userPrincipalName }),
    };
  }
}

function claimsOf(token: string): JsonObject {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(claims) ? claims : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A claim of a token that a client sends along, such as an assertion. */
export const claimIn = (token: string | undefined, name: string): string => textOr(member(claimsOf(token ?? ''), name));
