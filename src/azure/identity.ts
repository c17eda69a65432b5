import { LogicError } from '../core/errors';
import { asObject, asString } from '../core/json';
import type { IdentityApi } from '../core/ports';
import type { TokenProvider } from './credential';

/** Reads who a token for ARM is for. The token is not checked: whoever gave it out is trusted already, and the answer only informs. */
export function createIdentityApi(tokens: TokenProvider, scope: string): IdentityApi {
  return {
    whoAmI: async (signal) => {
      const token = await tokens.getToken(scope, { ...(signal && { abortSignal: signal }) });
      if (!token) throw new LogicError('Auth.SignInNeeded', 'Nobody is signed in.', { nextStep: 'Sign in (AOS: Sign In, or az login), then repeat.' });
      const claims = claimsOf(token.token);
      const text = (name: string): string | undefined => asString(claims[name]) || undefined;
      const [objectId, tenantId, name] = [text('oid'), text('tid'), text('upn') ?? text('preferred_username') ?? text('unique_name') ?? text('appid') ?? text('azp')];
      return { ...(objectId && { objectId }), ...(tenantId && { tenantId }), ...(name && { name }), expiresAt: new Date(token.expiresOnTimestamp).toISOString() };
    },
  };
}

/** Claims of a JSON Web Token; none of anything else. */
function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try { return asObject(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))); } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
