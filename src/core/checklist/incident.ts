import type { Attestation, EvidenceBook } from './evidence';

/** The item whose attestation opens an incident; taking it back closes it. */
export const incidentItem = 'emergency.start.declared';

/** The incident that goes on, if one does; its time is its name. */
export function openIncident({ attested }: EvidenceBook): Attestation | undefined {
  const declared = attested.get(incidentItem);
  return declared?.state === 'pass' ? declared : undefined;
}
