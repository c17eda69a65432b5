export { chosenSettings, matchesName, withoutIgnored, type SettingsGuardSettings } from './choices';
export { compareHidden, type HiddenComparison } from './hiddenChanges';
export { HiddenReader, type HiddenPart } from './hiddenReader';
export { findHiddenWishes, withUncertain, type HiddenWish, type PredictedBody } from './hiddenValues';
export { findTemplateSettings, SettingsGuard, type SettingsChoice, type SettingsImpact, type TemplateSettings } from './settingsGuard';
