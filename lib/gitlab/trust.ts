import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Has this process trust a CA beside the public ones, whoever it calls by TLS.
 * @param pem its certificates; undefined: nothing changes, and nothing is loaded
 */
export function trustAlso(pem: string | undefined): void {
  if (pem !== undefined) setDefaultCACertificates([...getCACertificates('default'), pem]);
}
