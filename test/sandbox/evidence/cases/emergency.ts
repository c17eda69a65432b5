import type { RowCase } from '../rowCase';
import { exception, failed, requests, sends } from '../telemetry';

export const emergencyCases: readonly RowCase[] = [
  { row: 'emergency.app.health', isFinal: true, change: sends('dev', exception) },
  { row: 'emergency.close.service-restored', isFinal: true, change: sends('dev', requests(20, failed)) },
];
