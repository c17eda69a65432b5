export { makeReport, type ChainLink, type Deviation, type ReadinessReport, type ReportItem, type ReportMetadata, type SignOff } from './readinessReport';
export { renderReportHtml } from './renderHtml';
export { renderReportMarkdown } from './renderMarkdown';
export { verifyReport, type ReportCheck } from './verifyReport';
export { roleNames } from './words';
