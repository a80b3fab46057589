import type { EndpointEvidence } from '../../model/evidence.ts';
import { ruleHost, targetAddress } from './phrase.ts';

/** Requests that fare now so, now otherwise; one that was cut and answers now is such a one. */
const isChanging = (e: EndpointEvidence): boolean => e.changing === true || e.answersNow === true;

/** What further requests to the same address showed about one that was cut or not answered, as a sentence after the fact; empty where they showed nothing. */
export function whatRequestsShowed(e: EndpointEvidence): string {
  if (isChanging(e))
    return ' Requests there change from try to try, so neither the name nor a rule decides: a server or the path is faulty.';
  if (e.hostDependent === true) return ' Another host name on the same address is answered, each time, so the name is what is filtered.';
  if (e.hostDependent === false) return ' Another host name on the same address fares no better, so it is not the name.';
  return '';
}

/** The first step, where the requests name one. Undefined: they showed nothing. */
export function requestStepShown(e: EndpointEvidence): string | undefined {
  const there = targetAddress(e) ?? 'that address';
  if (isChanging(e))
    return `one server or path behind ${there} is faulty: run again, and if it stays ask whoever runs the service at ${there}; no rule for a name changes it.`;
  if (e.hostDependent === true) return `allow HTTP requests with the host name ${ruleHost(e)}, without content filtering.`;
  if (e.hostDependent === false)
    return `find out what ends or holds back every HTTP request to ${there}, whatever its host name: a device on the path, or the server itself; a rule for the name changes nothing.`;
  return undefined;
}
