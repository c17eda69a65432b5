import { ArmError, conflict } from '../../armError';
import { publishingCredentials } from '../../providers/web/siteActions';
import type { DataPlaneHost, ProviderContext, StoredResource } from '../../providers/provider';
import { keyOf, parseResourceId } from '../../resourceId';
import { sameText, valueAt } from '../../providers/shared/json';
import { timingSafeEqual } from 'node:crypto';

/** Lets in who has the publishing credentials, where the app's policy allows them, or a token. @throws ArmError 401. */
export function checkAccess(site: StoredResource, authorization: string | undefined, host: DataPlaneHost): void {
  const context = host.context();
  if (/^bearer /i.test(authorization ?? '') && host.callerOf(authorization)) return;
  const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined && isPublisher(site, Buffer.from(basic, 'base64').toString('utf8'), context)) return;
  throw new ArmError(401, 'Unauthorized', 'The deployment site needs publishing credentials or a token.', { headers: { 'www-authenticate': 'Basic realm="site"' } });
}

function isPublisher(site: StoredResource, text: string, context: ProviderContext): boolean {
  const policy = context.resources.find(`${site.id}/basicPublishingCredentialsPolicies/scm`);
  if (valueAt(policy?.body, 'properties.allow') === false) return false;
  const { publishingUserName, publishingPassword } = publishingCredentials(site, context);
  const cut = text.indexOf(':');
  const user = text.slice(0, cut).split('\\').at(-1) ?? '';
  const [given, wanted] = [Buffer.from(text.slice(cut + 1)), Buffer.from(publishingPassword)];
  return user.toLowerCase() === publishingUserName.toLowerCase() && given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** @throws ArmError 409 when a read-only lock covers the app. */
export function checkLocks(site: StoredResource, context: ProviderContext): void {
  const covering = context.resources.listByType('Microsoft.Authorization/locks').find((lock) => {
    const scope = keyOf(parseResourceId(lock.id)?.scope ?? '');
    return sameText(valueAt(lock.body, 'properties.level'), 'ReadOnly') && `${keyOf(site.id)}/`.startsWith(`${scope}/`);
  });
  if (covering) throw conflict('ScopeLocked', `The app '${site.name}' cannot be deployed to because it is locked by '${covering.name}'. Please remove the lock and try again.`);
}
