import * as l10n from '@vscode/l10n';

/** How resources are grouped for people: known types by what they are for, all others by their type. */
export interface ResourceCategory { readonly id: string; readonly label: string; readonly icon: string; readonly order: number }

export function categoryOf(type: string, kind: string | undefined): ResourceCategory {
  const name = type.toLowerCase();
  if (name === 'microsoft.web/sites') return kind?.toLowerCase().includes('functionapp') ? category('functions', l10n.t('Function apps'), 'symbol-event', 0) : category('sites', l10n.t('Web apps'), 'globe', 1);
  if (name.startsWith('microsoft.web/')) return category('web', l10n.t('App hosting'), 'server-environment', 2);
  if (/^microsoft\.(servicebus|eventgrid|eventhub)\//.test(name)) return category('messaging', l10n.t('Messaging'), 'mail', 3);
  if (name.startsWith('microsoft.storage/')) return category('storage', l10n.t('Storage'), 'database', 4);
  if (name.startsWith('microsoft.keyvault/')) return category('vaults', l10n.t('Key vaults'), 'key', 5);
  if (/^microsoft\.(insights|operationalinsights|alertsmanagement|portal)\//.test(name)) return category('monitoring', l10n.t('Monitoring'), 'pulse', 6);
  if (/^microsoft\.(managedidentity|authorization)\//.test(name)) return category('identity', l10n.t('Identity and access'), 'person', 7);
  if (/^microsoft\.(machinelearningservices|containerregistry|cognitiveservices)\//.test(name)) return category('ml', l10n.t('Machine learning'), 'beaker', 8);
  if (name.startsWith('microsoft.network/')) return category('network', l10n.t('Network'), 'type-hierarchy', 9);
  return category(name, type, 'symbol-misc', 10);
}

const category = (id: string, label: string, icon: string, order: number): ResourceCategory => ({ id, label, icon, order });
