import * as l10n from '@vscode/l10n';
import type { ErrorDocument } from '../../../core/deployment/events';
import { InputError } from '../../../core/errors';
import { withProgress } from '../../commands/boundary';
import type { EditorServices } from '../../services';
import { providersToRegister } from './errorView';

export interface RegistrationPlace { readonly environment: string; readonly isRehearsal: boolean; readonly subscriptionId?: string }

/** Registers them and waits until Azure has done it. @throws InputError when the failure names none. */
export async function registerProviders({ environments, engines }: EditorServices, error: ErrorDocument | undefined, { environment, isRehearsal, subscriptionId }: RegistrationPlace): Promise<void> {
  const namespaces = providersToRegister(error);
  if (namespaces.length === 0) throw new InputError('Advice.Gone', l10n.t('The failure names no provider to register.'));
  const engine = isRehearsal ? await engines.get({ cloud: 'sandbox' }) : await environments.engineOf(environment);
  for (const namespace of namespaces) await withProgress(l10n.t('Registering {0}', namespace), (signal) => engine.carryOut(environment, { kind: 'register', namespace }, subscriptionId ? { subscriptionId } : {}, signal));
}
