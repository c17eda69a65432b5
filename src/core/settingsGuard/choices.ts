import type { SettingsChoice, SettingsImpact } from './settingsGuard';

/** From `settingsGuard` in aos.yaml. `*` stands for any characters. */
export interface SettingsGuardSettings {
  /** Names that are put back after every deployment that would drop or overwrite them. */
  readonly restore?: readonly string[];
  /** Names whose loss is nobody's concern. */
  readonly ignore?: readonly string[];
}

/** Whether a name is meant by a pattern; settings have no case. */
export function matchesName(pattern: string, name: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${escaped}$`, 'i').test(name);
}

/** The impacts without the names that nobody wants to hear of; apps without any are left out. */
export function withoutIgnored(impacts: readonly SettingsImpact[], ignore: readonly string[] = []): readonly SettingsImpact[] {
  const isShown = (name: string): boolean => !ignore.some((pattern) => matchesName(pattern, name));
  return impacts
    .map((impact) => ({ ...impact, dropped: impact.dropped.filter(isShown), overwritten: impact.overwritten.filter(isShown), undetermined: impact.undetermined.filter(isShown) }))
    .filter(({ dropped, overwritten }) => dropped.length + overwritten.length > 0);
}

/** Which of the settings that would be lost are put back, by app. Approvals of what is not in danger mean nothing. */
export function chosenSettings(impacts: readonly SettingsImpact[], choices: readonly SettingsChoice[]): readonly SettingsChoice[] {
  return impacts.flatMap(({ siteId, dropped, overwritten }) => {
    const patterns = choices.filter((choice) => choice.siteId === '*' || choice.siteId.toLowerCase() === siteId.toLowerCase()).flatMap((choice) => choice.names);
    const names = [...dropped, ...overwritten].filter((name) => patterns.some((pattern) => matchesName(pattern, name))).sort();
    return names.length === 0 ? [] : [{ siteId, names }];
  });
}
