/**
 * Which plan is it whose digest begins so?
 *
 * People are shown the first digits of a digest, and type what they were shown.
 */
import { type Digest, isDigest } from '../lib/digest.ts'
import type { Database } from './database.ts'
import { asOurs } from './errors.ts'

/** Fewer are taken for nobody's: a command takes no fewer either. */
const BEGINNING = /^[0-9a-f]{12,63}$/

/** Undefined where no plan's begins so, or several plans' do. */
export async function wholeDigest({ rows }: Database, digits: string): Promise<Digest | undefined> {
  if (!BEGINNING.test(digits)) return undefined
  const found = await asOurs('finding a plan by its first digits', () =>
    rows
      .selectFrom('plans')
      .select('digest')
      .distinct()
      .where('digest', '>=', digits)
      // The digits are hex: nothing that begins with them comes after this.
      .where('digest', '<', `${digits}g`)
      .limit(2)
      .execute(),
  )
  const [only, other] = found
  return only !== undefined && other === undefined && isDigest(only.digest) ? only.digest : undefined
}
