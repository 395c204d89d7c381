/** Which accounts does a bench have? Both sides of it must agree. */
export function accountNumber(number: number): string {
  return String(300_000_000_000 + number)
}

export function externalIdOf(accountId: string): string {
  return `external-id-of-${accountId}`
}
