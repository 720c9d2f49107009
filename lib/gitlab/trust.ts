import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Makes this process trust a CA beside the public ones, in all its TLS calls.
 * @param pem its certificates; undefined: nothing changes, and nothing is loaded
 */
export function trustAlso(pem: string | undefined): void {
  if (pem !== undefined) setDefaultCACertificates([...getCACertificates('default'), pem]);
}
