import type { Check } from '../../api';
import { authenticationChecks } from './authentication';
import { dependencyChecks } from './dependencies';
import { namingChecks } from './naming';
import { parameterChecks } from './parameters';
import { regionChecks } from './region';
import { sourceChecks } from './source';
import { subscriptionChecks } from './subscription';
import { toolChecks } from './tools';

export const preChecks: readonly Check[] = [...toolChecks, ...subscriptionChecks, ...authenticationChecks, ...regionChecks, ...parameterChecks, ...namingChecks, ...sourceChecks, ...dependencyChecks];
