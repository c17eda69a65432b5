import type { ColumnType } from '../../kql/types';

/** A column by its name in a component and in a workspace; an empty name: not there. */
export interface Column { readonly classic: string; readonly workspace: string; readonly type: ColumnType; /** Where the types differ. */ readonly workspaceType?: ColumnType }
export interface TelemetryTable { readonly classic: string; readonly workspace: string; readonly columns: readonly Column[] }

/** `classic/Workspace:type` words. A type is string when none is given; `=` marks a column with the same name in both. */
function columns(text: string): Column[] {
  return text.trim().split(/\s+/).map((word) => {
    const [names = '', type = 'string', workspaceType] = word.split(':');
    const [classic = '', workspace = classic] = names.split('/');
    return { classic, workspace, type: type as ColumnType, ...(workspaceType !== undefined && { workspaceType: workspaceType as ColumnType }) };
  });
}

const first = 'timestamp/TimeGenerated:datetime';
/** @see Workspace-based resource changes, Application Insights: the tables and their columns under both names */
const common = `
  customDimensions/Properties:dynamic customMeasurements/Measurements:dynamic operation_Name/OperationName operation_Id/OperationId operation_ParentId/ParentId operation_SyntheticSource/SyntheticSource session_Id/SessionId user_Id/UserId
  user_AuthenticatedId/UserAuthenticatedId user_AccountId/UserAccountId application_Version/AppVersion client_Type/ClientType client_Model/ClientModel client_OS/ClientOS client_IP/ClientIP client_City/ClientCity
  client_StateOrProvince/ClientStateOrProvince client_CountryOrRegion/ClientCountryOrRegion client_Browser/ClientBrowser cloud_RoleName/AppRoleName cloud_RoleInstance/AppRoleInstance appId/ResourceGUID appName/ iKey/IKey
  sdkVersion/SDKVersion itemId/_ItemId itemType/ itemCount/ItemCount:int _ResourceId /_SubscriptionId /SourceSystem /Type`;

const table = (classic: string, workspace: string, own: string): TelemetryTable => ({ classic, workspace, columns: columns(`${first} ${own} ${common}`) });

export const telemetryTables: readonly TelemetryTable[] = [
  table('requests', 'AppRequests', 'id/Id source/Source name/Name url/Url success/Success:string:bool resultCode/ResultCode duration/DurationMs:real performanceBucket/PerformanceBucket'),
  table('dependencies', 'AppDependencies', 'id/Id target/Target type/DependencyType name/Name data/Data success/Success:string:bool resultCode/ResultCode duration/DurationMs:real performanceBucket/PerformanceBucket'),
  table('traces', 'AppTraces', 'message/Message severityLevel/SeverityLevel:int'),
  table('exceptions', 'AppExceptions', `problemId/ProblemId handledAt/HandledAt type/ExceptionType message/ assembly/Assembly method/Method outerType/OuterType outerMessage/OuterMessage outerAssembly/OuterAssembly outerMethod/OuterMethod
    innermostType/InnermostType innermostMessage/InnermostMessage innermostAssembly/InnermostAssembly innermostMethod/InnermostMethod severityLevel/SeverityLevel:int details/Details:dynamic`),
  table('customEvents', 'AppEvents', 'name/Name'),
  table('customMetrics', 'AppMetrics', 'name/Name value/:real valueCount/ItemCount:int valueSum/Sum:real valueMin/Min:real valueMax/Max:real valueStdDev/:real'),
  table('performanceCounters', 'AppPerformanceCounters', 'name/Name category/Category counter/Counter instance/Instance value/Value:real'),
  table('availabilityResults', 'AppAvailabilityResults', 'id/Id name/Name location/Location success/Success:string:bool message/Message size/Size:real duration/DurationMs:real performanceBucket/PerformanceBucket'),
  table('pageViews', 'AppPageViews', 'id/Id name/Name url/Url duration/DurationMs:real performanceBucket/PerformanceBucket'),
  table('browserTimings', 'AppBrowserTimings', `name/Name url/Url networkDuration/NetworkDurationMs:real sendDuration/SendDurationMs:real receiveDuration/ReceiveDurationMs:real processingDuration/ProcessingDurationMs:real
    totalDuration/TotalDurationMs:real performanceBucket/PerformanceBucket`),
];

/** The bucket that a duration falls into. */
export function performanceBucket(durationMs: number): string {
  const limits: readonly (readonly [number, string])[] = [[250, '<250ms'], [500, '250ms-500ms'], [1000, '500ms-1sec'], [3000, '1sec-3sec'], [7000, '3sec-7sec'], [15_000, '7sec-15sec'], [30_000, '15sec-30sec'], [60_000, '30sec-1min'], [120_000, '1min-2min'], [300_000, '2min-5min']];
  return limits.find(([limit]) => durationMs < limit)?.[1] ?? '>=5min';
}
