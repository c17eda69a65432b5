export { chosenSettings, matchesName, withoutIgnored, type SettingsGuardSettings } from './choices';
export { findTemplateSettings, SettingsGuard, type PredictedBody, type SettingsChoice, type SettingsImpact, type TemplateSettings } from './settingsGuard';
