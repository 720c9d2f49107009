export interface Random {
  /** As many lower-case hex digits, from a cryptographic source where names must not be guessed. */
  hex(digits: number): string;
}
