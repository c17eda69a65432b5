export { adviceOn, closingSteps, foldIncident, type ClosingStep, type Decision, type Incident, type IncidentEvent, type ObservedRow, type Severity } from './incident';
export { guideOf, type GuideStep, type GuideStepId } from './guide';
export { renderReport, reportOf, timelineOf, type IncidentReport, type TimelineRow } from './report';
export { summaryOf, type IncidentSummary } from './summary';
export { findSurroundings, type Surroundings } from './surroundings';
export { IncidentService, type IncidentEntry, type IncidentPorts, type WrittenReport } from './service';
