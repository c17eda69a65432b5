import { badRequest } from '../../armError';
import { allRegions } from '../../resources/locations';
import type { ProviderModule } from '../provider';
import { property, sameText, textOf } from '../shared/json';
import { authorizationRules } from './authorizationRules';
import { queues, rules, subscriptions, topics } from './entities';
import { namespaces, networkRuleSets } from './namespaces';

/** Namespaces, what they hold, and the keys to them. */
export const serviceBusModule: ProviderModule = {
  types: [
    namespaces, networkRuleSets, queues, topics, subscriptions, rules,
    authorizationRules('namespaces'), authorizationRules('namespaces/queues'), authorizationRules('namespaces/topics'),
  ],
  routes: [{
    method: 'DELETE', path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ServiceBus/namespaces/{namespace}/authorizationRules/RootManageSharedAccessKey', summary: 'The root rule of a namespace stays',
    handle(): never { throw badRequest('BadRequest', 'The authorization rule RootManageSharedAccessKey cannot be deleted.'); },
  }, {
    method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.ServiceBus/premiumMessagingRegions', summary: 'Premium Messaging Regions - List',
    handle: ({ parameters }) => ({ body: { value: allRegions.map(({ displayName }) => ({ id: `/subscriptions/${parameters.subscriptionId ?? ''}/providers/Microsoft.ServiceBus/premiumMessagingRegions/${displayName}`, name: displayName, type: 'Microsoft.ServiceBus/PremiumMessagingRegions', properties: { code: displayName, fullName: displayName } })) } }),
  }, {
    method: 'POST', path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ServiceBus/namespaces/{namespace}/disasterRecoveryConfigs/CheckNameAvailability', summary: 'Disaster Recovery Configs - Check Name Availability: an alias is a name like those of namespaces',
    handle({ body }, context) {
      const name = textOf(property(body, 'name')) ?? '';
      if (!namespaces.name!.pattern.test(name) || name.length < 6 || name.length > 50) return { body: { nameAvailable: false, reason: 'InvalidName', message: `The alias '${name}' is not valid.` } };
      const isTaken = [namespaces.type, 'Microsoft.ServiceBus/namespaces/disasterRecoveryConfigs'].some((type) => context.resources.listByType(type).some((taken) => sameText(taken.name.split('/').at(-1), name)));
      return { body: isTaken ? { nameAvailable: false, reason: 'NameInUse', message: `The alias '${name}' is already in use.` } : { nameAvailable: true, reason: 'None', message: '' } };
    },
  }, {
    method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.ServiceBus/checkNameAvailability', summary: 'Namespaces - Check Name Availability',
    handle({ body }, context) {
      const name = textOf(property(body, 'name')) ?? '';
      const isValid = namespaces.name!.pattern.test(name) && name.length >= 6 && name.length <= 50;
      const isTaken = context.resources.listByType(namespaces.type).some((namespace) => sameText(namespace.name, name));
      if (!isValid) return { body: { nameAvailable: false, reason: 'InvalidName', message: `The namespace name '${name}' is not valid.` } };
      return { body: isTaken ? { nameAvailable: false, reason: 'NameInUse', message: `The namespace name '${name}' is already in use.` } : { nameAvailable: true, reason: 'None', message: '' } };
    },
  }],
};
