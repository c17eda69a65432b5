import type { ResourceProvider } from '../provider';
import { withDefaults } from '../shared/json';
import { longTime } from '../shared/time';
import { typed } from '../shared/typed';
import { siteIdOf } from './siteState';

const proxy = { locations: 'none', hasProvisioningState: false, createdStatus: 200 } as const;

/** Whether FTP and the deployment site take user name and password. @see Web Apps - Update Ftp Allowed */
export const publishingPolicies = (parent: string): ResourceProvider => typed({
  ...proxy, type: `Microsoft.Web/${parent}/basicPublishingCredentialsPolicies`, singletons: ['ftp', 'scm'], deletable: false,
  fill: ({ properties }) => ({ properties: withDefaults(properties, { allow: true }) }),
});

/** Host names of an app; a custom one needs its DNS proof, which the sandbox takes as given. */
export const hostNameBindings = (parent: string): ResourceProvider => typed({
  ...proxy, type: `Microsoft.Web/${parent}/hostNameBindings`,
  fill: ({ properties, id }) => ({ properties: withDefaults(properties, { siteName: siteIdOf(id.id).split('/').at(-1) ?? '', hostNameType: 'Verified' }) }),
});

/** Records of deployments to an app; the newest complete one is active. @see Web Apps - List Deployments */
export const deployments = (parent: string): ResourceProvider => typed({
  ...proxy, type: `Microsoft.Web/${parent}/deployments`,
  fill({ properties, id }, context) {
    const now = longTime(context.clock.now());
    return { properties: withDefaults(properties, { id: id.shortName, status: 4, author: 'N/A', deployer: 'N/A', message: '', start_time: now, end_time: now, active: true }) };
  },
});

export const sourceControls = (parent: string): ResourceProvider => typed({
  ...proxy, type: `Microsoft.Web/${parent}/sourcecontrols`,
  fill: ({ properties }) => ({ properties: withDefaults(properties, { branch: 'master', isManualIntegration: false, isGitHubAction: false, deploymentRollbackEnabled: false, isMercurial: false }) }),
});

export const networkConfig = (parent: string): ResourceProvider => typed({ ...proxy, type: `Microsoft.Web/${parent}/networkConfig`, fill: ({ properties }) => ({ properties: withDefaults(properties, { swiftSupported: true }) }) });
