export { findTemplateSettings, SettingsGuard, type PredictedBody, type SettingsImpact, type TemplateSettings } from './settingsGuard';
